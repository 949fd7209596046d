namespace WorldModel.Allocation.DecisionFocused;

/// <summary>Which smooth stand-in for the value of the decisions is descended.</summary>
public enum Surrogate
{
    /// <summary>Policy learning loss: softmax decisions at temperature 1 and fixed prices.</summary>
    Pll,

    /// <summary>The same at a temperature of its own: maximum-entropy regularised.</summary>
    Merl,

    /// <summary>Improved finite difference at fixed prices.</summary>
    Ifd,

    /// <summary>Softmax decisions at the price where the budget is spent.</summary>
    Ppl,

    /// <summary>Improved finite difference carried by softmax decisions, at the price where the budget is
    /// spent.</summary>
    Pifd,
}

/// <summary>How a response network is trained on for the decision.</summary>
/// <param name="Surrogate">The loss.</param>
/// <param name="Temperature">
/// Tau, or for <see cref="Surrogate.Ifd"/> the reach, in standard deviations of the first network's margins over arm
/// 0; for <see cref="Surrogate.Pll"/> unused: 1 in the network's units.
/// </param>
/// <param name="Seed">Of the order of rows.</param>
public sealed record DecisionRecipe(Surrogate Surrogate, double Temperature, ulong Seed)
{
    /// <summary>Whether a unit of true cost is charged mu, its true marginal return, in the primal losses; else
    /// 0.</summary>
    public bool BudgetExact { get; init; } = true;

    /// <summary>Whether predicted costs get their part of the gradient in the finite differences.</summary>
    public bool CostGradient { get; init; } = true;

    /// <summary>Alpha: the weight of the prediction loss beside the decision loss.</summary>
    public double PredictionWeight { get; init; } = .1;

    public int Steps { get; init; } = 800;

    /// <summary>How often a network is handed out, and the prices of the primal losses follow it.</summary>
    public int Checkpoints { get; init; } = 10;

    public int Batch { get; init; } = 512;

    /// <summary>Adam's rate at the start; it falls to a tenth over the steps.</summary>
    public float LearningRate { get; init; } = 5e-3f;

    /// <summary>Whether prices follow the network, checkpoint by checkpoint, so that its spend stays at the
    /// budget.</summary>
    public bool Primal => Surrogate is Surrogate.Ppl or Surrogate.Pifd;

    /// <summary>The surrogate and its temperature in a few letters.</summary>
    public string Name => Surrogate switch
    {
        Surrogate.Pll => "PLL",
        Surrogate.Ifd => FormattableString.Invariant($"IFD {Temperature}"),
        _ => FormattableString.Invariant($"{Surrogate.ToString().ToUpperInvariant()} {Temperature}"),
    };
}
