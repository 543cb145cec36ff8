from otter.test_files import test_case

OK_FORMAT = False
name = "leaves_no_trace"
points = 0.5
CODE = '''
before = [p.clone() for p in lenet.parameters()]
lenet.zero_grad()
evaluate(test_loader)
assert all(torch.equal(a, b) for a, b in zip(before, lenet.parameters()))
assert all(p.grad is None for p in lenet.parameters())
'''


@test_case()
def test_leaves_no_trace(env):
    exec(CODE, env)
