from otter.test_files import test_case

OK_FORMAT = False
name = "accuracy_is_the_share_of_images"
points = 1
CODE = '''
few = DataLoader(torch.utils.data.Subset(test_set, range(80)), batch_size=32)
images, labels = (torch.stack([test_set[i][0] for i in range(80)]), test_set.targets[:80])
with torch.no_grad():
    assert abs(evaluate(few)[1] - (lenet(images).argmax(1) == labels).float().mean().item()) < 1e-4
'''


@test_case()
def test_accuracy_is_the_share_of_images(env):
    exec(CODE, env)
