namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>How <see cref="TransformerLearner"/> trains.</summary>
public sealed record TransformerLearnerOptions
{
    /// <summary>Simulated markets to train on first.</summary>
    public int Markets { get; init; } = 60;

    /// <summary>Weeks of each.</summary>
    public int MarketWeeks { get; init; } = 104;

    /// <summary>Transformers that are trained apart and answer in turn.</summary>
    public int Members { get; init; } = 2;

    /// <summary>Passes over the plans of the simulated markets.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Passes over the real market's own weeks behind that.</summary>
    public int OwnEpochs { get; init; } = 4;

    public float LearningRate { get; init; } = 2e-3f;

    /// <summary>Learning rate on the real market.</summary>
    public float OwnLearningRate { get; init; } = 2e-4f;

    /// <summary>Weight of balancing; 0 is the ablation without it.</summary>
    public double Alpha { get; init; } = .01;

    /// <summary>Draws that intervals are made of.</summary>
    public int Draws { get; init; } = 24;

    /// <summary>The parametric posterior that describes a simulated market's channels to the transformer.</summary>
    public BayesOptions Evidence { get; init; } = new() { Chains = 2, WarmUp = 250, Sweeps = 250 };

    /// <summary>
    /// The one of the real market, whose draws are answered by: sampled until chains agree, as Bayes alone is.
    /// </summary>
    public BayesOptions OwnEvidence { get; init; } = new();
}
