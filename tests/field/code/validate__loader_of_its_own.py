# assignment: softmax_regression
# exercise: validate
# fault: the notebook's `test_loader` was named, where the test set is read by a loader of its own
# right: fail
# must-say: notebook's test images
# must-not-say: test_loader
# way: all_at_once
# reads: for x, y in torch.utils.data.DataLoader(test_set, batch_size=100)]
# in-place-of: for x, y in dataloader]
