using WorldModel.Numerics.Autodiff;

namespace WorldModel.Numerics.Tests.Autodiff;

/// <summary>Each operation's gradient is that of central differences in float64.</summary>
public sealed class GradientTests
{
    public static TheoryData<Nonlinearity> Functions =>
        [Nonlinearity.None, Nonlinearity.Relu, Nonlinearity.Elu, Nonlinearity.Sigmoid];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Of_a_linear_layer(Nonlinearity function)
    {
        var check = new GradientCheck(1);
        check.Holds(check.Tape.Linear(check.Leaf(5, 11), check.Weight(11, 9), check.Weight(1, 9), function));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Of_a_function_of_each_element(Nonlinearity function)
    {
        var check = new GradientCheck(2);
        check.Holds(check.Tape.Apply(function, check.Leaf(3, 19)));
    }

    [Theory]
    [InlineData(6, 10)]
    [InlineData(2, 10)]
    [InlineData(1, 10)]
    [InlineData(6, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 1)]
    public void Of_a_broadcast_sum_and_product(int rows, int width)
    {
        var sum = new GradientCheck(3);
        sum.Holds(sum.Tape.Add(sum.Leaf(6, 10), sum.Leaf(rows, width), -.7));
        var product = new GradientCheck(4);
        product.Holds(product.Tape.Multiply(product.Leaf(6, 10), product.Leaf(rows, width)));
    }

    [Fact]
    public void Of_a_tensor_used_twice()
    {
        var check = new GradientCheck(5);
        var x = check.Leaf(4, 9);
        check.Holds(check.Tape.Add(check.Tape.Multiply(x, x), x, 2));
    }

    [Fact]
    public void Of_moving_rows_and_columns_about()
    {
        var check = new GradientCheck(6);
        var (tape, x) = (check.Tape, check.Leaf(6, 10));
        var both = tape.Concat(tape.Columns(x, 3, 5), tape.Scale(x, .5, .1));
        check.Holds(tape.MeanRows(tape.Gather(both, [0, 5, 5, 2, 1, 0, 3, 4]), 4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_layer_norm(bool residual)
    {
        var check = new GradientCheck(7);
        var x = check.Leaf(4, 11);
        check.Holds(check.Tape.LayerNorm(
            x, check.Weight(1, 11), check.Weight(1, 11), residual ? check.Leaf(4, 11) : null));
    }

    [Fact]
    public void Of_dropout_that_drops()
    {
        var check = new GradientCheck(8, sequences: 2) { Tape = { Training = true, DropoutKey = 17 } };
        var y = check.Tape.Dropout(check.Leaf(4, 30), .4);
        check.Holds(y);
        Assert.Contains(0.0, y.Value.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_a_softmax(bool masked)
    {
        var check = new GradientCheck(9);
        var x = check.Leaf(4, 11);
        Tensor<double>? mask = null;
        if (masked)
        {
            mask = check.Tape.Constant(4, 11, 1);
            foreach (var hidden in (int[])[0, 5, 10, 12, .. Enumerable.Range(33, 11)]) mask.Value[hidden] = 0;
        }

        check.Holds(check.Tape.Softmax(x, mask));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_batched_products(bool transposed)
    {
        var check = new GradientCheck(10);
        var (a, b) = (check.Leaf(6, 5), transposed ? check.Leaf(8, 5) : check.Leaf(10, 4));
        check.Holds(check.Tape.BatchedMultiply(a, b, groups: 2, transposed));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(3, .3)]
    [InlineData(29, .3)]
    public void Of_attention(int reach, double dropout)
    {
        const int steps = 27;
        var check = new GradientCheck(11, sequences: 2) { Tape = { Training = true, DropoutKey = 5 } };
        var shape = new AttentionShape(steps, 2)
        {
            Reach = reach,
            Dropout = dropout,
            QueryLengths = [27, 11],
            KeyLengths = [25, 12],
        };
        var (q, k, v) = (check.Leaf(2 * steps, 4), check.Leaf(2 * steps, 4), check.Leaf(2 * steps, 4));
        var (keys, values) = reach > 0 ? (check.Weight(reach + 1, 2), check.Weight(reach + 1, 2)) : (null, null);
        check.Holds(check.Tape.Attention(q, k, v, keys, values, shape));
    }

    [Fact]
    public void Of_the_losses()
    {
        var square = new GradientCheck(12);
        square.Holds(square.Tape.SquaredError(square.Leaf(5, 3), square.Shares(5, 3), square.Shares(5, 1)));
        var classes = new GradientCheck(13);
        classes.Holds(classes.Tape.CrossEntropy(classes.Leaf(5, 3), classes.Shares(5, 3), classes.Shares(5, 1)));
        var labels = new GradientCheck(14);
        labels.Holds(labels.Tape.BinaryCrossEntropy(labels.Leaf(5, 3), labels.Shares(5, 3), labels.Shares(5, 1)));
    }
}
