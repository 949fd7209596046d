using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Models.Transformers;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Tests.MediaMix.Transformer;

public sealed class MediaMixModelTests
{
    private const int Weeks = 6;
    private const int Channels = 3;
    private static readonly int[] Both = [0, 1];

    private static readonly MediaMixOptions Options = new()
    {
        Covariates = 2,
        Statics = 1,
        Creatives = 2,
        Code = 3,
        Frequencies = 2,
        TokenUnits = 4,
        HeadUnits = 4,
        Encoder = new EncoderOptions
        {
            Width = 4,
            Reach = 2,
            Representation = 3,
            NormFirst = true,
            OutputProjection = true,
        },
    };

    private static readonly MediaMixPriors Priors = new()
    {
        SignWeight = .7,
        ReturnWeight = .3,
        UnitValue = 2,
        Returns = [new ReturnPrior(1, .5), null, new ReturnPrior(-2, 1)],
    };

    [Fact]
    public void Without_spend_a_channel_gives_exactly_its_zero_token()
    {
        var model = Model<float>(Options with { Creatives = 0 });
        var tape = new Tape<float>(2);
        var inputs = new MediaMixInputs<float>(tape, Weeks, Channels, model.Options);
        var tokens = model.Tokens(inputs);
        var table = Market(model.Options, seed: 2);
        for (var week = 0; week < Weeks; week++) table.Spend[table.SpendAt(0, week, 1)] = 0;
        inputs.Load(table, 0, 0);
        inputs.Load(table, 1, 1);
        tape.Forward();
        var width = tokens.Width;
        var first = tokens.Value.Slice((Weeks + 1) * width, width).ToArray();
        for (var week = 1; week <= Weeks; week++)
            Assert.Equal(first, tokens.Value.Slice((Weeks + 1 + week) * width, width).ToArray());
        Assert.NotEqual(first, tokens.Value[..width].ToArray());
        Assert.NotEqual(tokens.Value[..width].ToArray(), tokens.Value.Slice(width, width).ToArray());
    }

    [Fact]
    public void The_number_of_parameters_does_not_depend_on_channels_and_the_large_one_has_two_millions()
    {
        Assert.Equal(Length(MediaMixOptions.For(156, 1)), Length(new MediaMixOptions()));
        Assert.InRange(Length(MediaMixOptions.For(156, 1) with { Covariates = 6 }), 20_000, 80_000);
        Assert.InRange(Length(MediaMixOptions.For(156, 210) with { Covariates = 6 }), 1_900_000, 2_300_000);

        static int Length(MediaMixOptions options)
        {
            var model = new MediaMixModel<float>(options);
            return model.Body.Length + model.Domain.Length;
        }
    }

    [Fact]
    public void Every_gradient_is_a_central_difference_with_priors_and_dropout()
    {
        var model = Model<double>(Options);
        Check(model, TrainingPhase.Outcome, model.Body);
        Check(model, TrainingPhase.Domain, model.Domain);
    }

    [Fact]
    public void Money_spent_later_and_outcomes_of_the_week_itself_change_nothing()
    {
        var model = Model<float>(Options);
        var predictor = new MediaMixPredictor(model, Weeks, Channels, plans: 2);
        var table = Market(Options, seed: 2);
        var plan = table.Spend.AsSpan(0, Weeks * Channels).ToArray();
        var changed = plan.ToArray();
        changed.AsSpan(4 * Channels).Fill(7);
        table.Outcome[4] = 9;
        var both = predictor.Predict(table, 0, [plan, changed]);
        Assert.Equal(both[..4], both[Weeks..(Weeks + 4)]);
        Assert.NotEqual(both[4], both[Weeks + 4]);
        table.Outcome[4] = -9;
        Assert.Equal(both[..5], predictor.Predict(table, 0, [plan])[..5]);
        Assert.NotEqual(both[5], predictor.Predict(table, 0, [plan])[5]);
    }

    [Fact]
    public void A_roll_out_does_not_know_the_outcomes_that_it_predicts()
    {
        var model = Model<float>(Options);
        var predictor = new MediaMixPredictor(model, Weeks, Channels, plans: 1);
        var table = Market(Options, seed: 2);
        var plan = table.Spend.AsSpan(0, Weeks * Channels).ToArray();
        var before = predictor.Predict(table, 0, [plan], rollFrom: 2);
        var observed = predictor.Predict(table, 0, [plan]);
        table.Outcome.AsSpan(2, Weeks - 2).Fill(5);
        Assert.Equal(before, predictor.Predict(table, 0, [plan], rollFrom: 2));
        Assert.Equal(observed[..3], before[..3]);
        Assert.NotEqual(observed[3], before[3]);
    }

    [Fact]
    public void It_learns_what_spend_does_and_the_priors_pull()
    {
        var options = Options with { Creatives = 0, OutcomeHistory = false };
        var table = Market(options, seed: 5, series: 12, weeks: 30);
        var (free, pulled) = (Return(null), Return(new MediaMixPriors
        {
            ReturnWeight = 3,
            Returns = [null, new ReturnPrior(-.2, .1), null],
        }));
        Assert.InRange(free, .12, .5);
        Assert.InRange(pulled, -.3, .1);

        double Return(MediaMixPriors? priors)
        {
            var model = Model<float>(options);
            var trainer = new AlternatingTrainer(
                new MediaMixTraining(model, table, priors),
                new AlternatingOptions(150, 1) { Batch = 12, LearningRate = 1e-2f, Alpha = 0 });
            for (var epoch = 0; epoch < 150; epoch++) trainer.RunEpoch();
            var plan = table.Spend.AsSpan(0, 30 * Channels).ToArray();
            var without = plan.ToArray();
            for (var week = 0; week < 30; week++) without[week * Channels + 1] = 0;
            var paths = new MediaMixPredictor(model, 30, Channels, plans: 2).Predict(table, 0, [plan, without]);
            return (paths[..30].Sum() - paths[30..].Sum()) / (plan.Sum() - without.Sum());
        }
    }

    private static MediaMixModel<T> Model<T>(MediaMixOptions options)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var model = new MediaMixModel<T>(options);
        model.Start(new RandomStream(7));
        return model;
    }

    /// <summary>Outcome = covariate + .3 x spend of channel 1, which is spent now and then.</summary>
    private static MediaMixTable Market(MediaMixOptions options, ulong seed, int series = 2, int weeks = Weeks)
    {
        var random = new RandomStream(seed);
        var table = new MediaMixTable(series, weeks, Channels, options);
        table.DrawCodes(random);
        foreach (ref var number in table.Creative.AsSpan()) number = (float)random.NextGaussian();
        foreach (ref var number in table.Statics.AsSpan()) number = (float)random.NextGaussian();
        foreach (ref var number in table.Covariates.AsSpan()) number = (float)random.NextGaussian();
        foreach (ref var spend in table.Spend.AsSpan()) spend = random.Bernoulli(.6) ? 3 * random.NextDouble() : 0;
        for (var row = 0; row < series * weeks; row++)
            table.Outcome[row] = (float)(
                table.Covariates[row * options.Covariates] + .3 * table.Spend[row * Channels + 1]
                + .1 * random.NextGaussian());
        table.Measure(weeks);
        return table;
    }

    private static void Check(MediaMixModel<double> model, TrainingPhase phase, ParameterSet<double> set)
    {
        var loss = new MediaMixLoss<double>(model, 2, Weeks, Channels, phase, balanced: true, Priors)
        {
            Tape = { Training = true, DropoutKey = 4 },
        };
        loss.Load(Market(model.Options, seed: 2), Both, .1, .7, turn: 1);
        loss.Tape.Forward();
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
            if (!(Math.Abs(expected - gradient[i]) <= 1e-7 * Math.Max(1, Math.Abs(expected))))
                Assert.Fail($"parameter {i}: a central difference gives {expected:R}, the tape {gradient[i]:R}");
        }
    }
}
