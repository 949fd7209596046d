using WorldModel.Simulation;

namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>What is true on the test rows: traits, chances, effects. For measuring only.</summary>
internal sealed class WorldTruth
{
    private readonly WorldData _data;
    private readonly PurchaseTruth _truth;
    private readonly Dictionary<Contrast, EffectEstimate> _effects = [];

    public WorldTruth(WorldData data)
    {
        (_data, _truth) = (data, new PurchaseTruth(data.Panel));
        var consumers = data.Panel.Consumers;
        (Alpha, Beta, Gamma) = (OfRows(consumers.Alpha), OfRows(consumers.Beta), OfRows(consumers.Gamma));
        Loyalty = OfRows(Array.ConvertAll(consumers.Loyalty, flag => (double)flag));
    }

    /// <summary>Price sensitivity of each test row's consumer.</summary>
    public double[] Alpha { get; }

    /// <summary>Base preference of each test row's consumer.</summary>
    public double[] Beta { get; }

    /// <summary>Promotion responsiveness of each test row's consumer.</summary>
    public double[] Gamma { get; }

    /// <summary>1 where each test row's consumer is loyal: known to everybody.</summary>
    public double[] Loyalty { get; }

    /// <summary>The chances with which each test row's outcome was drawn, its noise included: the oracle.</summary>
    public double[] Drawn(int outcome) => Array.ConvertAll(
        _data.Test, row => Of(_truth.Drawn(row / _data.Panel.Days, row % _data.Panel.Days), outcome));

    /// <summary>
    /// True effect on each test row: on the logit scale the difference of utilities without their noise, on the
    /// probability scale the difference of chances with the noise integrated out.
    /// </summary>
    public EffectEstimate Effect(Contrast contrast)
    {
        lock (_effects)
        {
            if (!_effects.TryGetValue(contrast, out var effect)) _effects[contrast] = effect = Compute(contrast);
            return effect;
        }
    }

    private EffectEstimate Compute(Contrast contrast)
    {
        var rows = _data.Test;
        var (logit, probability) = (new double[rows.Length], new double[rows.Length]);
        Parallel.For(0, rows.Length, i =>
        {
            var (consumer, day) = (rows[i] / _data.Panel.Days, rows[i] % _data.Panel.Days);
            var actions = _data.Panel.ActionsAt(consumer, day);
            var (off, on) = (With(actions, contrast.Action, false), With(actions, contrast.Action, true));
            logit[i] = Numerics.Logit.Of(Of(_truth.NoiseFree(consumer, day, on), contrast.Outcome))
                - Numerics.Logit.Of(Of(_truth.NoiseFree(consumer, day, off), contrast.Outcome));
            probability[i] = Of(_truth.Expected(consumer, day, on), contrast.Outcome)
                - Of(_truth.Expected(consumer, day, off), contrast.Outcome);
        });
        return new EffectEstimate(logit, probability);
    }

    private static double Of(PurchaseChances chances, int outcome) =>
        outcome == Contrast.Visit ? chances.Visit : chances.Purchase;

    private static PurchaseActions With(PurchaseActions actions, int action, bool on) => action switch
    {
        Contrast.Sale1 => actions with { Sale1 = on },
        Contrast.Sale2 => actions with { Sale2 = on },
        Contrast.Campaign => actions with { Campaign = on },
        Contrast.Coupon => actions with { Coupon = on },
        Contrast.Push => actions with { Push = on },
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "no action of Purchase World"),
    };

    private double[] OfRows(double[] byConsumer) =>
        Array.ConvertAll(_data.Test, row => byConsumer[row / _data.Panel.Days]);
}
