using WorldModel.Numerics.Autodiff;

namespace WorldModel.Numerics.Tests.Autodiff;

public sealed class TapeTests
{
    [Fact]
    public void A_step_allocates_nothing_after_the_first()
    {
        var model = new Small(4);
        var adam = new Adam(model.Weights.Length, .01f);
        Step(model, adam, 1);
        Step(model, adam, 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 3; step < 20; step++) Step(model, adam, step);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        var model = new Small(4);
        var adam = new Adam(model.Weights.Length, .01f);
        var first = Step(model, adam, 0);
        for (var step = 1; step < 200; step++) Step(model, adam, step);
        model.Tape.Training = false;
        model.Tape.Forward();
        Assert.True(model.Loss.Value[0] < .5 * first, $"{first} became {model.Loss.Value[0]}");
    }

    [Fact]
    public void A_sequence_has_the_bits_alone_that_it_has_in_a_batch()
    {
        var batch = new Small(4);
        var alone = new Small(1);
        batch.Run(training: true, key: 7);
        for (var sequence = 0; sequence < 4; sequence++)
        {
            batch.Inputs(sequence).CopyTo(alone.Inputs(0));
            alone.Tape.FirstSequence = sequence;
            alone.Run(training: true, key: 7);
            Bits.Equal(alone.Outputs(0), batch.Outputs(sequence), $"sequence {sequence}");
        }
    }

    [Fact]
    public void Frozen_parameters_pass_the_gradient_on_and_take_none()
    {
        var (body, head) = (new ParameterSet<float>(), new ParameterSet<float>());
        var (first, last) = (body.Add("first", 3, 4), head.Add("last", 4, 1));
        var tape = new Tape<float>(1, head);
        var y = tape.Linear(tape.Linear(tape.Constant(2, 3, 1), first), last);
        var loss = tape.SquaredError(y, tape.Constant(2, 1, 0), tape.Constant(2, 1, 1));
        body.Values.Fill(.5f);
        head.Values.Fill(.5f);
        body.Changed();
        head.Changed();
        tape.Forward();
        tape.Backward(loss);
        Assert.DoesNotContain(0f, tape.Gradient(body).ToArray());
        Assert.Throws<ArgumentException>(() => tape.Gradient(head).Length);
    }

    [Fact]
    public void The_average_follows_the_weights_and_can_be_used_in_their_place()
    {
        var set = new ParameterSet<float>();
        var tape = new Tape<float>();
        var y = tape.Linear(tape.Constant(1, 1, 1), set.Add("w", 1, 1));
        set.Values[0] = 1;
        set.Changed();
        set.ResetAverage();
        set.Values[0] = 2;
        set.Changed();
        set.Average(.99);
        Assert.Equal(1 + 9f / 11, set.Averages[0], 1e-6f);
        for (var i = 0; i < 5_000; i++) set.Average(.99);
        Assert.Equal(2, set.Averages[0], 1e-5f);
        set.Values[0] = 5;
        set.Changed();
        tape.Forward();
        Assert.Equal(5, y.Value[0]);
        set.Use(averaged: true);
        tape.Forward();
        Assert.Equal(2, y.Value[0], 1e-5f);
    }

    [Fact]
    public void A_long_gradient_is_shortened_and_a_short_one_left()
    {
        float[] gradient = [3, 4];
        Assert.Equal(5, GradientNorm.Clip<float>(gradient, 10), 1e-6);
        Assert.Equal(new float[] { 3, 4 }, gradient);
        GradientNorm.Clip<float>(gradient, 1);
        Assert.Equal(1, GradientNorm.Of<float>(gradient), 1e-6);
        Assert.Equal(.6f, gradient[0], 1e-6f);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_name()
    {
        var (tape, set) = (new Tape<float>(), new ParameterSet<float>());
        var w = set.Add("readout", 3, 2);
        Assert.Contains("readout", Assert.Throws<ArgumentException>(() => tape.Linear(tape.Input(4, 5), w)).Message);
        Assert.Throws<ArgumentException>(() => tape.Add(tape.Input(4, 5), tape.Input(3, 5)));
        Assert.Throws<ArgumentException>(() => tape.SumRows(tape.Input(4, 5), 3));
        Assert.Throws<ArgumentException>(() => tape.Softmax(tape.Input(4, 5), tape.Input(4, 4)));
        Assert.Throws<InvalidOperationException>(() =>
        {
            set.Values.Clear();
            set.Add("late", 1, 1);
        });
    }

    private static float Step(Small model, Adam adam, int step)
    {
        model.Run(training: true, (uint)step);
        model.Tape.Backward(model.Loss);
        GradientNorm.Clip(model.Tape.Gradient(model.Weights), 1);
        adam.Step(model.Weights.Values, model.Tape.Gradient(model.Weights));
        model.Weights.Changed();
        model.Weights.Average(.99);
        return model.Loss.Value[0];
    }

    /// <summary>One of everything that trains.</summary>
    private sealed class Small
    {
        private const int Steps = 20;
        private const int Width = 8;
        private readonly Tensor<float> _input;
        private readonly Tensor<float> _output;

        public Small(int sequences)
        {
            var w = Weights;
            var (into, intoBias) = (w.Add("in", 5, Width), w.Add("in bias", 1, Width));
            var (keys, values) = (w.Add("keys", 4, 4), w.Add("values", 4, 4));
            var (gain, bias) = (w.Add("gain", 1, Width), w.Add("bias", 1, Width));
            var (readout, readoutBias) = (w.Add("out", Width, 1), w.Add("out bias", 1, 1));
            Tape = new Tape<float>(sequences);
            _input = Tape.Input(sequences * Steps, 5);
            var h = Tape.Linear(_input, into, intoBias, Nonlinearity.Elu);
            var shape = new AttentionShape(Steps, 2)
            {
                Reach = 3,
                Dropout = .2,
                QueryLengths = [.. Enumerable.Repeat(Steps, sequences)],
                KeyLengths = [.. Enumerable.Repeat(Steps, sequences)],
            };
            var a = Tape.Attention(h, h, h, keys, values, shape);
            _output = Tape.Linear(Tape.Dropout(Tape.LayerNorm(a, gain, bias, h), .3), readout, readoutBias);
            var target = Tape.Input(_output.Rows, 1);
            Loss = Tape.SquaredError(_output, target, Tape.Constant(_output.Rows, 1, 1.0 / _output.Rows));
            var random = new RandomStream(5);
            foreach (ref var value in _input.Value) value = (float)random.NextGaussian();
            for (var row = 0; row < target.Rows; row++) target.Value[row] = _input.Value[row * 5];
            var draw = new RandomStream(6);
            foreach (ref var value in w.Values) value = (float)draw.NextGaussian() / 3;
            w.Changed();
        }

        public Tape<float> Tape { get; }

        public ParameterSet<float> Weights { get; } = new();

        public Tensor<float> Loss { get; }

        public Span<float> Inputs(int sequence) => _input.Value.Slice(sequence * Steps * 5, Steps * 5);

        public Span<float> Outputs(int sequence) => _output.Value.Slice(sequence * Steps, Steps);

        public void Run(bool training, uint key)
        {
            (Tape.Training, Tape.DropoutKey) = (training, key);
            Tape.Forward();
        }
    }
}
