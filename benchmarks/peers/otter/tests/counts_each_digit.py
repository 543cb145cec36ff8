from otter.test_files import test_case

OK_FORMAT = False
name = "counts_each_digit"
points = 1.5
CODE = '''
counts = [int(n) for n in count_samples(test_set)[1]]
assert counts == torch.bincount(test_set.targets, minlength=10).tolist()
'''


@test_case()
def test_counts_each_digit(env):
    exec(CODE, env)
