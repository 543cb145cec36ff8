# assignment: mlp_from_scratch
# exercise: cost_of_example
# fault: a value was told to be returned where there is no function
# right: fail
# must-say: .
# must-not-say: returned
cost_of_example = round(cost_func(torch.tensor([0, .5, 1, 0, 0, 0, 0, 0, 0, 0]), get_target(1)).item(), 1)
