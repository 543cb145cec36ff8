from otter.test_files import test_case

OK_FORMAT = False
name = "draws_all_four_curves"
points = 1
CODE = '''
plt.close("all")
drawn = plot_curves([2.0, 1.0], [0.1, 0.6], [2.1, 1.1], [0.2, 0.5])
figure = plt.gcf()
heights = [[round(float(y), 3) for y in line.get_ydata()] for ax in figure.axes for line in ax.get_lines()]
heights += [[round(float(y), 3) for _, y in dots.get_offsets()] for ax in figure.axes for dots in ax.collections]
assert all(curve in heights for curve in ([2.0, 1.0], [0.1, 0.6], [2.1, 1.1], [0.2, 0.5]))
'''


@test_case()
def test_draws_all_four_curves(env):
    exec(CODE, env)
