from otter.test_files import test_case

OK_FORMAT = False
name = "figures_of_the_test_set_follow_each_pass"
points = 1
CODE = '''
assert len(test_loss) == len(test_accuracy) == n_epoch
loss, accuracy = evaluate(test_loader)
assert abs(test_loss[-1] - loss) < 1e-4
assert abs(test_accuracy[-1] - accuracy) < 1e-4
'''


@test_case()
def test_figures_of_the_test_set_follow_each_pass(env):
    exec(CODE, env)
