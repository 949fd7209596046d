namespace WorldModel.Models;

/// <summary>On what an effect's claim to be causal rests. Ordered: the weaker claim is the smaller.</summary>
public enum Identification
{
    /// <summary>Not at all: the data have no overlap, so there is no number.</summary>
    No,

    /// <summary>On adjustment for what the model sees: right if nothing unseen drives action and outcome.</summary>
    Adjusted,

    /// <summary>On random assignment, declared in the schema and not contradicted by the balance test.</summary>
    Randomised,
}
