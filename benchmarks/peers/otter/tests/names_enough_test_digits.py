from otter.test_files import test_case

OK_FORMAT = False
name = "names_enough_test_digits"
points = 2
CODE = '''
assert isinstance(tuned_lenet, LeNet)
tuned_lenet.eval()
with torch.no_grad():
    right = sum(int((tuned_lenet(images).argmax(1) == labels).sum()) for images, labels in test_loader)
assert right / len(test_set) >= 0.9
'''


@test_case()
def test_names_enough_test_digits(env):
    exec(CODE, env)
