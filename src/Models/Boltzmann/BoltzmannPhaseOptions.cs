namespace WorldModel.Models.Boltzmann;

/// <summary>One phase of training: persistent contrastive divergence (Tieleman 2008) with Adam.</summary>
public sealed record BoltzmannPhaseOptions
{
    public required int Epochs { get; init; }
    public required float LearningRate { get; init; }

    /// <summary>The rate falls linearly to this share of itself over the epochs.</summary>
    public float FinalRateShare { get; init; } = 1;

    /// <summary>L2 penalty on the couplings, added to the gradient.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Whether the penalty reaches the biases too.</summary>
    public bool DecayBiases { get; init; }

    public int BatchRows { get; init; } = 128;

    /// <summary>Persistent chains of the negative phase.</summary>
    public int Chains { get; init; } = 128;

    /// <summary>Steps that each chain takes before every update.</summary>
    public int GibbsSteps { get; init; } = 1;

    public NegativeChain Chain { get; init; } = NegativeChain.AllLayers;

    /// <summary>Whether every epoch takes the rows in an order of its own, or all in one.</summary>
    public bool Reshuffle { get; init; } = true;

    /// <summary>
    /// Whether couplings above the first count twice in the gradient: what descending the paper's score does
    /// (three-in-one, section 2.3). Adam hardly feels it, weight decay weighs half as much.
    /// </summary>
    public bool UpperCouplingsTwice { get; init; }

    /// <summary>
    /// Whether units enter the couplings less their running means (Montavon and Mueller 2012; Melchior et al. 2016).
    /// The trained machine is given back in the usual parameters either way.
    /// </summary>
    public bool Centred { get; init; }

    /// <summary>
    /// Epochs without a better validation reconstruction after which training stops; 0 never stops early.
    /// </summary>
    public int Patience { get; init; }
}

/// <summary>What the persistent chains keep between updates.</summary>
public enum NegativeChain
{
    /// <summary>Samples of all layers; a step samples the even layers given the odd ones and back.</summary>
    AllLayers,

    /// <summary>
    /// The visible sample only; a step is mean field, a sample of h1, a sample of v. Statistics are mean field again
    /// (the paper's; not a sample of the machine's own distribution).
    /// </summary>
    VisibleThroughMeanField,
}
