namespace WorldModel.Models.Transformers;

/// <summary>The two steps that a batch is given (Melnychuk et al. 2022, section 4.3).</summary>
public enum TrainingPhase
{
    /// <summary>
    /// Everything but the treatment head learns: squared error + alpha x cross-entropy of the treatment head's guess
    /// with equal shares. The treatment head stands at its average.
    /// </summary>
    Outcome,

    /// <summary>
    /// The treatment head learns: alpha x cross-entropy of its guess with the treatment. The rest stands at its
    /// average.
    /// </summary>
    Domain,
}
