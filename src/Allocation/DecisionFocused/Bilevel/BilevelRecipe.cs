namespace WorldModel.Allocation.DecisionFocused.Bilevel;

/// <summary>How a network is trained on observed rows under a bridge that is trained on an experiment.</summary>
/// <param name="Decision">
/// The upper loss, and how often networks are handed out; its steps, batch and rate are those of the network on
/// observed rows. No prediction loss is added: the lower level is one.
/// </param>
public sealed record BilevelRecipe(DecisionRecipe Decision)
{
    public BridgeKind Bridge { get; init; } = BridgeKind.Counterfactual;

    /// <summary>
    /// Whether the bridge's gradient goes through the lower level's optimum, by the inverse of its Hessian; else
    /// through one step of descent.
    /// </summary>
    public bool Implicit { get; init; } = true;

    /// <summary>k: a step of the bridge for so many of the network, after as many assumed ones.</summary>
    public int Every { get; init; } = 5;

    /// <summary>The rate of the assumed steps, by plain descent.</summary>
    public float AssumedRate { get; init; } = .05f;

    /// <summary>Products of the Hessian for one step of the bridge, at most.</summary>
    public int SolverSteps { get; init; } = 50;

    /// <summary>Added to the Hessian's diagonal, which is of order 1 in the network's units.</summary>
    public double Damping { get; init; } = .1;

    /// <summary>Adam's rate for the bridge.</summary>
    public float BridgeRate { get; init; } = 2e-2f;
}
