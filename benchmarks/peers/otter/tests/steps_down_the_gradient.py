from otter.test_files import test_case

OK_FORMAT = False
name = "steps_down_the_gradient"
points = 2
CODE = '''
kept = lenet, optimizer, train_loader
start = LeNet()
train_loader = DataLoader(torch.utils.data.Subset(test_set, range(80)), batch_size=32)
lenet = LeNet()
lenet.load_state_dict(start.state_dict())
optimizer = torch.optim.SGD(lenet.parameters(), lr=0.05)
train_one_epoch()
theirs = torch.optim.SGD(start.parameters(), lr=0.05)
start.train()
for images, labels in train_loader:
    theirs.zero_grad()
    F.cross_entropy(start(images), labels).backward()
    theirs.step()
found, wanted = lenet.state_dict(), start.state_dict()
lenet, optimizer, train_loader = kept
assert all(torch.allclose(found[name], wanted[name], atol=1e-5) for name in wanted)
'''


@test_case()
def test_steps_down_the_gradient(env):
    exec(CODE, env)
