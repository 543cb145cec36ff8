from otter.test_files import test_case

OK_FORMAT = False
name = "computes_the_forward_pass"
points = 2
CODE = '''
net = LeNet().eval()
x = torch.randn(5, 1, 28, 28)
with torch.no_grad():
    y = F.max_pool2d(F.relu(F.conv2d(x, net.conv1.weight, net.conv1.bias, padding=2)), 2)
    y = F.max_pool2d(F.relu(F.conv2d(y, net.conv2.weight, net.conv2.bias)), 2).flatten(1)
    y = F.relu(F.linear(y, net.fc1.weight, net.fc1.bias))
    y = F.relu(F.linear(y, net.fc2.weight, net.fc2.bias))
    assert torch.allclose(net(x), F.linear(y, net.fc3.weight, net.fc3.bias), atol=1e-5)
'''


@test_case()
def test_computes_the_forward_pass(env):
    exec(CODE, env)
