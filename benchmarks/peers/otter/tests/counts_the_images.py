from otter.test_files import test_case

OK_FORMAT = False
name = "counts_the_images"
points = 0.5
CODE = '''
assert count_samples(test_set)[0] == len(test_set)
'''


@test_case()
def test_counts_the_images(env):
    exec(CODE, env)
