namespace WorldModel.Allocation.DecisionFocused.Bilevel;

/// <summary>What the bridge decides about the observed rows that the network is fitted to.</summary>
public enum BridgeKind
{
    /// <summary>Bi-DFCL: how far the teacher's word counts for each arm that a row did not get.</summary>
    Counterfactual,

    /// <summary>How much each observed outcome counts; no teacher.</summary>
    Factual,

    /// <summary>Nothing: outcomes and the teacher's word count alike.</summary>
    None,
}
