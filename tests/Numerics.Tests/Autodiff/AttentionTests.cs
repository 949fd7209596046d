using WorldModel.Numerics.Autodiff;

namespace WorldModel.Numerics.Tests.Autodiff;

public sealed class AttentionTests
{
    private const int Steps = 30;
    private const int Width = 12;
    private const int Heads = 2;
    private const int Head = Width / Heads;

    [Theory]
    [InlineData(4)]
    [InlineData(29)]
    public void The_fused_one_is_what_its_formula_gives_step_by_step(int reach)
    {
        var tape = new Tape<double>();
        var weights = new ParameterSet<double>();
        var (keys, values) = (weights.Add("keys", reach + 1, Head), weights.Add("values", reach + 1, Head));
        var (q, k, v) = (Random(tape, 1), Random(tape, 2), Random(tape, 3));
        var shape = new AttentionShape(Steps, Heads) { Reach = reach, QueryLengths = [Steps], KeyLengths = [21] };
        Fill(weights.Values, 4);
        weights.Changed();
        var fused = tape.Attention(q, k, v, keys, values, shape);
        var naive = tape.Concat(
            NaiveHead(tape, q, k, v, keys, values, shape, 0), NaiveHead(tape, q, k, v, keys, values, shape, 1));
        tape.Forward();
        for (var i = 0; i < fused.Length; i++) Assert.Equal(naive.Value[i], fused.Value[i], 1e-12);
    }

    [Fact]
    public void What_comes_later_or_is_hidden_changes_no_bit()
    {
        var tape = new Tape<float>();
        var weights = new ParameterSet<float>();
        var (keys, values) = (weights.Add("keys", 6, Head), weights.Add("values", 6, Head));
        var (q, k, v) = (tape.Input(Steps, Width), tape.Input(Steps, Width), tape.Input(Steps, Width));
        var shape = new AttentionShape(Steps, Heads) { Reach = 5, QueryLengths = [Steps], KeyLengths = [25] };
        var y = tape.Attention(q, k, v, keys, values, shape);
        foreach (var (tensor, seed) in new[] { (q, 1), (k, 2), (v, 3) })
            Draw.Floats(new RandomStream((ulong)seed), tensor.Length).CopyTo(tensor.Value);
        Draw.Floats(new RandomStream(4), weights.Length).CopyTo(weights.Values);
        weights.Changed();
        tape.Forward();
        var before = y.Value.ToArray();
        const int seen = 13;
        q.Value[(seen * Width)..].Fill(3);
        k.Value[(seen * Width)..].Fill(-7);
        v.Value[(seen * Width)..].Fill(2);
        tape.Forward();
        Bits.Equal(before.AsSpan(0, seen * Width), y.Value[..(seen * Width)], "steps before the change");
        before = y.Value.ToArray();
        k.Value[(25 * Width)..].Fill(9);
        v.Value[(25 * Width)..].Fill(9);
        tape.Forward();
        Bits.Equal(before, y.Value, "keys outside their length");
    }

    [Theory]
    [InlineData(59, 16, 2, 15)]
    [InlineData(60, 12, 2, 15)]
    [InlineData(156, 64, 4, 13)]
    [InlineData(33, 40, 1, 0)]
    public void Float32_is_float64_but_for_rounding(int steps, int width, int heads, int reach)
    {
        var single = Run<float>(steps, width, heads, reach);
        var exact = Run<double>(steps, width, heads, reach);
        for (var i = 0; i < exact.Length; i++)
            Assert.Equal(exact[i], single[i], 5e-5 * Math.Max(1, Math.Abs(exact[i])));
    }

    private static double[] Run<T>(int steps, int width, int heads, int reach)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var tape = new Tape<T>(2) { Training = true, DropoutKey = 3 };
        var weights = new ParameterSet<T>();
        var factor = weights.Add("factor", width, width);
        var (keys, values) = reach == 0
            ? (null, null)
            : (weights.Add("keys", reach + 1, width / heads), weights.Add("values", reach + 1, width / heads));
        var x = tape.Input(2 * steps, width, needsGradient: true);
        var shape = new AttentionShape(steps, heads)
        {
            Reach = reach,
            Dropout = .1,
            QueryLengths = [steps, steps - 7],
            KeyLengths = [steps - 3, steps],
        };
        var h = tape.Linear(x, factor, null, Nonlinearity.Elu);
        var y = tape.Attention(h, h, x, keys, values, shape);
        var loss = tape.SquaredError(y, tape.Constant(2 * steps, width, .5), tape.Constant(2 * steps, 1, .01));
        var random = new RandomStream(9);
        foreach (ref var value in x.Value) value = T.CreateChecked((float)random.NextGaussian());
        foreach (ref var value in weights.Values) value = T.CreateChecked((float)random.NextGaussian() / 4);
        weights.Changed();
        tape.Forward();
        tape.Backward(loss);
        return [.. Doubles<T>(y.Value), .. Doubles<T>(x.Gradient), .. Doubles<T>(tape.Gradient(weights))];
    }

    private static double[] Doubles<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var copy = new double[numbers.Length];
        for (var i = 0; i < copy.Length; i++) copy[i] = double.CreateChecked(numbers[i]);
        return copy;
    }

    /// <summary>One head out of single operations: products, gathered positions, a masked softmax.</summary>
    private static Tensor<double> NaiveHead(
        Tape<double> tape, Tensor<double> q, Tensor<double> k, Tensor<double> v, Parameter<double> keys,
        Parameter<double> values, AttentionShape shape, int head)
    {
        var (asked, looked) = (tape.Columns(q, head * Head, Head), tape.Columns(k, head * Head, Head));
        var places = new int[Steps * Steps];
        var mask = tape.Input(Steps, Steps);
        for (var i = 0; i < Steps; i++)
        {
            for (var j = 0; j < Steps; j++)
            {
                places[i * Steps + j] = Math.Clamp(j - i, -shape.Reach, 0) + shape.Reach;
                mask.Value[i * Steps + j] = j <= i && j < shape.KeyLengths[0] ? 1 : 0;
            }
        }

        var relative = tape.BatchedMultiply(
            asked, tape.Gather(tape.Use(keys), places), groups: Steps, transposed: true);
        var scores = tape.Add(tape.BatchedMultiply(asked, looked, 1, transposed: true), relative);
        var weights = tape.Softmax(tape.Scale(scores, 1 / Math.Sqrt(Head)), mask);
        return tape.Add(
            tape.BatchedMultiply(weights, tape.Columns(v, head * Head, Head), 1),
            tape.BatchedMultiply(weights, tape.Gather(tape.Use(values), places), groups: Steps));
    }

    private static Tensor<double> Random(Tape<double> tape, ulong seed)
    {
        var tensor = tape.Input(Steps, Width);
        Fill(tensor.Value, seed);
        return tensor;
    }

    private static void Fill(Span<double> numbers, ulong seed)
    {
        var random = new RandomStream(seed);
        foreach (ref var number in numbers) number = random.NextGaussian();
    }
}
