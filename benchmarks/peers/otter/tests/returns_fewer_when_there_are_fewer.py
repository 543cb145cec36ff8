from otter.test_files import test_case

OK_FORMAT = False
name = "returns_fewer_when_there_are_fewer"
points = 0.5
CODE = '''
assert len(samples_with_label(test_set, 8, 2000)) == int((test_set.targets == 8).sum())
'''


@test_case()
def test_returns_fewer_when_there_are_fewer(env):
    exec(CODE, env)
