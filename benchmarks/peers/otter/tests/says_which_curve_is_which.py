from otter.test_files import test_case

OK_FORMAT = False
name = "says_which_curve_is_which"
points = 0.5
CODE = '''
figure = plt.gcf()
assert all(ax.get_xlabel() or ax.get_ylabel() for ax in figure.axes)
assert any(ax.get_legend() for ax in figure.axes) or figure.legends
plt.close("all")
'''


@test_case()
def test_says_which_curve_is_which(env):
    exec(CODE, env)
