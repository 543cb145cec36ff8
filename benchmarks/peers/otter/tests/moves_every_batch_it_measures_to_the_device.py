from otter.test_files import test_case

OK_FORMAT = False
name = "moves_every_batch_it_measures_to_the_device"
points = 0.5
CODE = '''
import inspect
assert inspect.getsource(evaluate).count("device") >= 2
'''


@test_case()
def test_moves_every_batch_it_measures_to_the_device(env):
    exec(CODE, env)
