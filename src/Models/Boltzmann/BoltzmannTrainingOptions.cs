namespace WorldModel.Models.Boltzmann;

/// <summary>How a deep Boltzmann machine is trained: every knob, with two presets.</summary>
public sealed record BoltzmannTrainingOptions
{
    /// <summary>Units of each hidden layer, from the visible one up.</summary>
    public IReadOnlyList<int> HiddenLayers { get; init; } = [64, 32, 16];

    public ulong Seed { get; init; } = 1;

    /// <summary>Workers; 0 is one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>At most this many training rows are used, drawn at random without replacement.</summary>
    public int RowsMax { get; init; } = int.MaxValue;

    /// <summary>Share of the rows held out for early stopping where the caller gives no validation rows.</summary>
    public double ValidationShare { get; init; } = .05;

    /// <summary>At most this many validation rows are used.</summary>
    public int ValidationRowsMax { get; init; } = 8192;

    /// <summary>Mean-field sweeps of the positive phase and of validation.</summary>
    public int Sweeps { get; init; } = 10;

    /// <summary>Greedy training of each layer as a restricted Boltzmann machine.</summary>
    public required BoltzmannPhaseOptions Pretraining { get; init; }

    /// <summary>Training of all layers together.</summary>
    public required BoltzmannPhaseOptions Joint { get; init; }

    /// <summary>
    /// Seconds on two cores for 300,000 rows of 72 units: centred gradients, which condition the problem so well that a
    /// few epochs at a high rate give a belief whose units are not saturated and that reconstructs better than
    /// marginals.
    /// </summary>
    public static BoltzmannTrainingOptions Quick { get; } = new()
    {
        RowsMax = 160_000,
        Pretraining = new()
        {
            Epochs = 8,
            LearningRate = 8e-3f,
            FinalRateShare = .25f,
            WeightDecay = 1e-3f,
            BatchRows = 256,
            Chains = 128,
            GibbsSteps = 1,
            Centred = true,
        },
        Joint = new()
        {
            Epochs = 8,
            LearningRate = 2e-3f,
            FinalRateShare = .05f,
            WeightDecay = 1e-3f,
            BatchRows = 256,
            Chains = 128,
            GibbsSteps = 3,
            Centred = true,
            Patience = 4,
        },
    };

    /// <summary>
    /// The knobs of the paper (three-in-one, section 2.2), kept for comparison: minutes on two cores for its 312,320
    /// rows.
    /// </summary>
    public static BoltzmannTrainingOptions Paper { get; } = new()
    {
        ValidationRowsMax = int.MaxValue,
        Pretraining = new()
        {
            Epochs = 100,
            LearningRate = 1e-4f,
            WeightDecay = 1e-3f,
            DecayBiases = true,
            BatchRows = 128,
            Chains = 128,
            GibbsSteps = 1,
            Reshuffle = false,
        },
        Joint = new()
        {
            Epochs = 300,
            LearningRate = 1e-5f,
            WeightDecay = 1e-4f,
            DecayBiases = true,
            BatchRows = 128,
            Chains = 128,
            GibbsSteps = 5,
            Chain = NegativeChain.VisibleThroughMeanField,
            UpperCouplingsTwice = true,
            Patience = 20,
        },
    };
}
