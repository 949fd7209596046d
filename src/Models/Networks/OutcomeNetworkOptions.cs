namespace WorldModel.Models.Networks;

/// <summary>How an <see cref="OutcomeNetwork"/> is trained; as it stands, as the paper does (three-in-one,
/// section 2.5).</summary>
public sealed record OutcomeNetworkOptions
{
    public int[] Hidden { get; init; } = [64, 32, 16];

    /// <summary>Probability that a hidden unit is off in a training step.</summary>
    public float DropoutRate { get; init; } = .1f;

    public float LearningRate { get; init; } = 5e-4f;

    public float WeightDecay { get; init; }

    public int Batch { get; init; } = 256;

    /// <summary>Most passes over the rows.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Epochs without a better validation score after which it ends; the best epoch is kept.</summary>
    public int Patience { get; init; } = 30;

    /// <summary>Epochs without a better score after which the rate falls, again and again.</summary>
    public int PlateauPatience { get; init; } = 5;

    /// <summary>What the rate is multiplied by then.</summary>
    public float PlateauFactor { get; init; } = .5f;

    public float LeastRate { get; init; } = 1e-6f;

    /// <summary>What the validation rows choose by.</summary>
    public ValidationScore ChosenBy { get; init; } = ValidationScore.Auc;

    /// <summary>Of first weights, order of rows and dropout.</summary>
    public ulong Seed { get; init; }
}

/// <summary>How good a network is on validation rows.</summary>
public enum ValidationScore
{
    /// <summary>Area under the ROC curve: ranks only, blind to levels. The paper's.</summary>
    Auc,

    /// <summary>Mean negative log likelihood.</summary>
    LogLoss,
}
