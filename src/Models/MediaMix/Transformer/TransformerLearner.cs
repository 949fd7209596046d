using WorldModel.Models.Transformers;
using WorldModel.Numerics;
using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// The Causal Transformer over a media mix. One national series has far fewer weeks than the model has weights, so it
/// is trained first on simulated markets, where the expected outcome of plans that were never carried out is known:
/// with everything, without a channel, without any, with spend drawn anew. What it learns is by how much the mean of a
/// quick parametric posterior misses the truth of a plan, given what that posterior says of the channels; so it starts
/// at the posterior, whose priors and spread it keeps, and moves its mean. Then it goes on with the market's own weeks.
/// Several members answer in turn. The simulated training is done once a learner, seed and number of channels.
/// </summary>
/// <param name="options">How to train.</param>
/// <param name="simulate">Draws a market: channels, weeks, seed.</param>
public sealed class TransformerLearner(
    TransformerLearnerOptions options, Func<int, int, ulong, SimulatedMarket> simulate) : IMixLearner
{
    /// <summary>What each member reads and how large it is.</summary>
    internal static readonly MediaMixOptions Size = new()
    {
        Covariates = MarketTables.Covariates,
        Code = ChannelEvidence.Width,
        OutcomeHistory = false,
        Encoder = new MediaMixOptions().Encoder with { Dropout = 0 },
    };

    private readonly MarketTables _tables = new(Size);
    private readonly Dictionary<(int Channels, ulong Seed), MediaMixModel<float>[]> _trained = [];

    public string Model => options.Alpha > 0 ? "transformer" : "transformer-0";

    public IFittedMix Learn(
        WeeklyTable table, MixPriors priors, ulong seed, Action<double>? progress = null,
        CancellationToken stop = default)
    {
        if (!_trained.TryGetValue((table.Channels.Length, seed), out var first))
        {
            first = Pretrain(table.Channels.Length, seed, share => progress?.Invoke(.7 * share), stop);
            _trained[(table.Channels.Length, seed)] = first;
        }

        var evidence = Evidence(table, priors, options.OwnEvidence, seed, stop);
        var own = OwnWeeks(table, evidence);
        var members = new MediaMixModel<float>[first.Length];
        for (var member = 0; member < members.Length; member++)
        {
            progress?.Invoke(.7 + .3 * member / members.Length);
            members[member] = new MediaMixModel<float>(Size);
            members[member].StartFrom(first[member]);
            var training = new AlternatingOptions(options.OwnEpochs, seed + (ulong)member)
            {
                Batch = own.Series,
                Slice = 4,
                LearningRate = options.OwnLearningRate,
                Alpha = options.Alpha,
                Decay = .5,
                LongestGradient = 1,
                Threads = 0,
            };
            var trainer = new AlternatingTrainer(new MediaMixTraining(members[member], own), training);
            for (var epoch = 0; epoch < options.OwnEpochs; epoch++) trainer.RunEpoch(stop);
        }

        return new TransformerMix(table, members, evidence, _tables, Model);
    }

    private ChannelEvidence Evidence(
        WeeklyTable table, MixPriors priors, BayesOptions sampler, ulong seed, CancellationToken stop) =>
        new((CurveMix)new BayesLearner(sampler with { Draws = options.Draws }).Learn(table, priors, seed, null, stop));

    private MediaMixModel<float>[] Pretrain(int channels, ulong seed, Action<double> progress, CancellationToken stop)
    {
        var (weeks, plans) = (options.MarketWeeks, 4);
        var table = _tables.Empty(options.Markets * plans * 2, weeks, channels);
        for (var number = 0; number < options.Markets; number++)
        {
            progress(.4 * number / options.Markets);
            var market = simulate(channels, weeks, seed * 10_000 + 5_000 + (ulong)number);
            var evidence = Evidence(
                market.Table, MixPriors.Default(market.Table), options.Evidence, seed, stop);
            var random = new RandomStream(seed, 300 + (ulong)number);
            for (var plan = 0; plan < plans; plan++)
            {
                var spend = Plan(market.Table, plan, random);
                for (var copy = 0; copy < 2; copy++)
                {
                    var series = (number * plans + plan) * 2 + copy;
                    WritePlan(table, series, market, evidence, spend, random.NextInt(options.Draws));
                }
            }
        }

        var members = new MediaMixModel<float>[options.Members];
        for (var member = 0; member < members.Length; member++)
        {
            members[member] = new MediaMixModel<float>(Size);
            members[member].Start(new RandomStream(seed, 700 + (ulong)member));
            var training = new AlternatingOptions(options.Epochs, seed + 31 * (ulong)member)
            {
                Batch = 16,
                Slice = 4,
                LearningRate = options.LearningRate,
                Alpha = options.Alpha,
                Decay = .95,
                LongestGradient = 1,
                Threads = 0,
            };
            var trainer = new AlternatingTrainer(new MediaMixTraining(members[member], table), training);
            for (var epoch = 0; epoch < options.Epochs; epoch++)
            {
                trainer.LearningRate = options.LearningRate * (1 - .9f * epoch / options.Epochs);
                trainer.RunEpoch(stop);
                progress(.4 + .6 * (member + (epoch + 1.0) / options.Epochs) / members.Length);
            }
        }

        return members;
    }

    private void WritePlan(
        MediaMixTable table, int series, SimulatedMarket market, ChannelEvidence evidence, WeeklyTable plan, int draw)
    {
        var truth = new double[plan.Rows];
        market.Truth.Predict(plan, 0, truth);
        var mean = evidence.Mean(plan);
        for (var week = 0; week < plan.Weeks; week++)
        {
            table.Outcome[series * table.Weeks + week] =
                (float)MarketTables.ToUnits(evidence, 0, truth[week] - mean[week]);
        }

        plan.Spend.CopyTo(table.Spend, series * plan.Spend.Length);
        _tables.WriteChannels(table, series, evidence, 0, draw);
        _tables.WriteCovariates(table, series, evidence, plan, draw);
    }

    /// <summary>The market's own weeks, for some draws and every geo.</summary>
    private MediaMixTable OwnWeeks(WeeklyTable market, ChannelEvidence evidence)
    {
        var (draws, geos) = (Math.Min(8, options.Draws), market.Geos.Length);
        var table = _tables.Empty(draws * geos, market.Weeks, market.Channels.Length);
        var mean = evidence.Mean(market);
        for (var i = 0; i < draws; i++)
        {
            var draw = i * options.Draws / draws;
            for (var row = 0; row < market.Rows; row++)
            {
                table.Outcome[i * market.Rows + row] = (float)MarketTables.ToUnits(
                    evidence, row / market.Weeks, market.Outcome[row] - mean[row]);
            }

            market.Spend.CopyTo(table.Spend, i * market.Spend.Length);
            for (var geo = 0; geo < geos; geo++) _tables.WriteChannels(table, i * geos + geo, evidence, geo, draw);
            _tables.WriteCovariates(table, i * geos, evidence, market, draw);
        }

        return table;
    }

    /// <summary>As it was; without one channel; without any; every channel's spend by factors drawn anew.</summary>
    private static WeeklyTable Plan(WeeklyTable table, int kind, RandomStream random)
    {
        var channels = table.Channels.Length;
        var factors = new double[channels];
        for (var channel = 0; channel < channels; channel++)
            factors[channel] = kind == 2 ? 0 : kind == 3 ? 2 * random.NextDouble() : 1;
        if (kind == 1) factors[random.NextInt(channels)] = 0;
        return table.WithSpend([.. table.Spend.Select((amount, i) => amount * factors[i % channels])]);
    }
}
