using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// A parametric posterior and a trained ensemble of causal transformers that say what it misses: a draw of the one and
/// a member of the other. Outcomes of earlier weeks are not read, so that an effect passes through spend alone and
/// needs no roll-out.
/// </summary>
public sealed class TransformerMix : IFittedMix
{
    private readonly MediaMixModel<float>[] _members;
    private readonly ChannelEvidence _evidence;
    private readonly MarketTables _tables;
    private readonly Lock[] _gates;
    private readonly Dictionary<(int Draw, int Weeks), (MediaMixPredictor Predictor, MediaMixTable Table)> _ready = [];

    internal TransformerMix(
        WeeklyTable fitted, MediaMixModel<float>[] members, ChannelEvidence evidence, MarketTables tables, string model)
    {
        (Fitted, _members, _evidence, _tables, Model) = (fitted, members, evidence, tables, model);
        _gates = [.. Enumerable.Range(0, Draws).Select(_ => new Lock())];
    }

    /// <summary>The parametric posterior that the ensemble moves.</summary>
    public CurveMix Posterior => _evidence.Posterior;

    /// <summary>What each member answers by: its averaged weights.</summary>
    public float[][] Weights => Array.ConvertAll(_members, member => member.Body.Averages.ToArray());

    public string Model { get; }

    public WeeklyTable Fitted { get; }

    public int Draws => _evidence.Posterior.Draws;

    /// <summary>The posterior's, whose draws these are, moved.</summary>
    public double? Convergence => Posterior.Convergence;

    /// <summary>
    /// A mix from what <see cref="Posterior"/> and <see cref="Weights"/> gave: it answers with the same bits.
    /// </summary>
    /// <param name="model">As <see cref="Model"/>.</param>
    /// <param name="posterior">The parametric posterior.</param>
    /// <param name="weights">One array a member.</param>
    /// <exception cref="InputException">Weights of a network of another size.</exception>
    public static TransformerMix Of(string model, CurveMix posterior, float[][] weights)
    {
        var members = new MediaMixModel<float>[weights.Length];
        for (var member = 0; member < members.Length; member++)
        {
            var made = members[member] = new MediaMixModel<float>(TransformerLearner.Size);
            if (weights[member].Length != made.Body.Length)
            {
                throw new InputException(
                    $"members[{member}]", $"{weights[member].Length} weights", $"{made.Body.Length} weights");
            }

            weights[member].CopyTo(made.Body.Values);
            made.Body.Changed();
            made.Body.ResetAverage();
        }

        return new TransformerMix(
            posterior.Fitted, members, new ChannelEvidence(posterior), new MarketTables(TransformerLearner.Size),
            model);
    }

    public void Predict(WeeklyTable plan, int draw, Span<double> outcome)
    {
        lock (_gates[draw])
        {
            var (predictor, table) = Ready(plan, draw);
            _evidence.Posterior.Predict(plan, draw, outcome);
            _tables.WriteCovariates(table, 0, _evidence, plan, draw);
            for (var geo = 0; geo < plan.Geos.Length; geo++)
            {
                var width = plan.Weeks * plan.Channels.Length;
                var spend = plan.Spend.AsSpan(geo * width, width).ToArray();
                var predicted = predictor.Predict(table, geo, [spend]);
                for (var week = 0; week < plan.Weeks; week++)
                    outcome[geo * plan.Weeks + week] += MarketTables.ToOutcome(_evidence, geo, predicted[week]);
            }
        }
    }

    /// <summary>A predictor of its own for every draw: draws may be asked in parallel.</summary>
    private (MediaMixPredictor Predictor, MediaMixTable Table) Ready(WeeklyTable plan, int draw)
    {
        lock (_ready)
        {
            if (_ready.TryGetValue((draw, plan.Weeks), out var ready)) return ready;
            var table = _tables.Empty(plan.Geos.Length, plan.Weeks, plan.Channels.Length);
            for (var geo = 0; geo < plan.Geos.Length; geo++) _tables.WriteChannels(table, geo, _evidence, geo, draw);
            var predictor = new MediaMixPredictor(
                _members[draw % _members.Length], plan.Weeks, plan.Channels.Length, plans: 1);
            return _ready[(draw, plan.Weeks)] = (predictor, table);
        }
    }
}
