using System.Globalization;
using System.Numerics;
using WorldModel.Models.Transformers;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Tests.Transformers;

public sealed class CausalTransformerTests
{
    private const int Steps = 7;
    private static readonly int[] Rows = [0, 1];

    public static TheoryData<bool, int> Shapes => new() { { false, 0 }, { false, 2 }, { true, 2 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_gradient_of_the_whole_model_is_a_central_difference(bool normFirst, int covariates)
    {
        var model = new CausalTransformer<double>(Options(normFirst, covariates));
        model.Start(new RandomStream(3));
        Check(model, TrainingPhase.Outcome, model.Body);
        Check(model, TrainingPhase.Domain, model.Domain);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Float32_gives_what_float64_gives_but_for_rounding(bool normFirst, int covariates)
    {
        var (single, exact) = (Run<float>(normFirst, covariates), Run<double>(normFirst, covariates));
        Assert.Equal(exact.Length, single.Length);
        for (var i = 0; i < exact.Length; i++)
            Assert.Equal(exact[i], single[i], 1e-4 * Math.Max(1, Math.Abs(exact[i])));
    }

    [Fact]
    public void A_fixed_model_gives_the_activations_loss_and_gradients_written_down()
    {
        var path = Checkout.File("tests/Models.Tests/Transformers/golden-transformer.txt");
        var actual = Run<float>(normFirst: false, covariates: 2);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllLines(path, actual.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        var expected = File.ReadLines(path).Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6 * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void What_comes_later_does_not_change_what_was_predicted()
    {
        var model = new CausalTransformer<float>(Options(normFirst: false, covariates: 2));
        model.Start(new RandomStream(3));
        var table = SmallSequences.Draw(2, Steps, model.Options);
        table.Lengths.AsSpan().Fill(Steps);
        var loss = new TransformerLoss<float>(model, 2, Steps, TrainingPhase.Outcome, balanced: false);
        loss.Load(table, Rows, 1, 0);
        loss.Tape.Forward();
        var before = loss.Prediction!.Value[..5].ToArray();
        table.Outcome.AsSpan(5, Steps - 5).Fill(4);
        table.Treatment.AsSpan(5, Steps - 5).Fill(1);
        table.Covariates.AsSpan(5 * 2, (Steps - 5) * 2).Fill(-3);
        loss.Load(table, Rows, 1, 0);
        loss.Tape.Forward();
        Assert.Equal(before, loss.Prediction.Value[..5].ToArray());
        Assert.NotEqual(0, loss.Prediction.Value[6]);
    }

    [Fact]
    public void Sizes_that_make_no_model_are_refused_by_name()
    {
        static Exception? Of(EncoderOptions encoder) => Record.Exception(
            () => new CausalTransformer<float>(new CausalTransformerOptions(2, 0, 0) { Encoder = encoder }));
        Assert.Contains("Width", Of(new EncoderOptions { Width = 15 })!.Message, StringComparison.Ordinal);
        Assert.Contains("Heads", Of(new EncoderOptions { Heads = 0 })!.Message, StringComparison.Ordinal);
        Assert.Contains("Dropout", Of(new EncoderOptions { Dropout = 1 })!.Message, StringComparison.Ordinal);
    }

    private static CausalTransformerOptions Options(bool normFirst, int covariates) =>
        new(3, covariates, covariates > 0 ? 2 : 0)
        {
            HeadUnits = 3,
            Encoder = new EncoderOptions
            {
                Width = 4,
                Heads = 2,
                Blocks = normFirst ? 1 : 2,
                Reach = 2,
                Representation = 4,
                Dropout = .2,
                NormFirst = normFirst,
                OutputProjection = normFirst,
            },
        };

    private static double[] Run<T>(bool normFirst, int covariates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var model = new CausalTransformer<T>(Options(normFirst, covariates));
        model.Start(new RandomStream(3));
        var loss = Recorded(model, TrainingPhase.Outcome);
        loss.Tape.Backward(loss.Loss);
        var domain = Recorded(model, TrainingPhase.Domain);
        domain.Tape.Backward(domain.Loss);
        return
        [
            double.CreateChecked(loss.Loss.Value[0]), double.CreateChecked(domain.Loss.Value[0]),
            .. Doubles<T>(loss.Prediction!.Value), .. Doubles<T>(loss.Representation.Value),
            .. Doubles<T>(loss.Tape.Gradient(model.Body)), .. Doubles<T>(domain.Tape.Gradient(model.Domain)),
        ];
    }

    private static TransformerLoss<T> Recorded<T>(CausalTransformer<T> model, TrainingPhase phase)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var loss = new TransformerLoss<T>(model, 2, Steps, phase, balanced: true)
        {
            Tape = { Training = true, DropoutKey = 11 },
        };
        model.Body.Changed();
        model.Domain.Changed();
        loss.Load(SmallSequences.Draw(2, Steps, model.Options), Rows, .1, .7);
        loss.Tape.Forward();
        return loss;
    }

    private static void Check(CausalTransformer<double> model, TrainingPhase phase, ParameterSet<double> set)
    {
        var loss = Recorded(model, phase);
        loss.Tape.Backward(loss.Loss);
        var gradient = loss.Tape.Gradient(set).ToArray();
        const double step = 1e-5;
        for (var i = 0; i < gradient.Length; i++)
        {
            var kept = set.Values[i];
            set.Values[i] = kept + step;
            loss.Tape.Forward();
            var above = loss.Loss.Value[0];
            set.Values[i] = kept - step;
            loss.Tape.Forward();
            var expected = (above - loss.Loss.Value[0]) / (2 * step);
            set.Values[i] = kept;
            if (!(Math.Abs(expected - gradient[i]) <= 1e-8 * Math.Max(1, Math.Abs(expected))))
                Assert.Fail($"parameter {i}: a central difference gives {expected:R}, the tape {gradient[i]:R}");
        }
    }

    private static double[] Doubles<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var copy = new double[numbers.Length];
        for (var i = 0; i < copy.Length; i++) copy[i] = double.CreateChecked(numbers[i]);
        return copy;
    }
}
