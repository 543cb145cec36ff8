from otter.test_files import test_case

OK_FORMAT = False
name = "moves_every_batch_to_the_device"
points = 1
CODE = '''
import inspect
assert inspect.getsource(train_one_epoch).count("device") >= 2
'''


@test_case()
def test_moves_every_batch_to_the_device(env):
    exec(CODE, env)
