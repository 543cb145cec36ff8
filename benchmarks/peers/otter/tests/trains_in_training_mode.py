from otter.test_files import test_case

OK_FORMAT = False
name = "trains_in_training_mode"
points = 0.5
CODE = '''
kept = lenet, optimizer, train_loader
modes = []
lenet = LeNet().eval()
hook = lenet.register_forward_pre_hook(lambda net, x: modes.append(net.training))
optimizer = torch.optim.SGD(lenet.parameters(), lr=0.05)
train_loader = DataLoader(torch.utils.data.Subset(test_set, range(80)), batch_size=32)
train_one_epoch()
lenet, optimizer, train_loader = kept
assert modes and all(modes)
'''


@test_case()
def test_trains_in_training_mode(env):
    exec(CODE, env)
