namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// The methods of a study with observed rows, beside <see cref="CellResult.TwoStage"/> and
/// <see cref="CellResult.Decision"/>, which see the experiment alone. What has a bridge or a teacher starts from the
/// two-stage network, pooled or not, that validation rows put ahead.
/// </summary>
internal static class MixedMethods
{
    /// <summary>Two stages on observed rows alone.</summary>
    public const string Observed = "two-stage, observed";

    /// <summary>Two stages on all rows.</summary>
    public const string Pooled = "two-stage, pooled";

    /// <summary>Trained on for the decision with the experiment.</summary>
    public const string DecisionFromPooled = "decision-focused from pooled";

    /// <summary>The teacher's word about every arm that a row did not get, trusted as much as what followed.</summary>
    public const string TeacherOnly = "teacher only";

    /// <summary>A bridge that weighs what followed; no teacher.</summary>
    public const string BridgeOnly = "bridge only";

    /// <summary>Bridge and teacher, the bridge's gradient through one step of descent.</summary>
    public const string OneStep = "without implicit differentiation";

    /// <summary>Bridge, teacher and implicit differentiation.</summary>
    public const string Bilevel = "Bi-DFCL";

    /// <summary>What the validation rows choose of all, the two-stage network kept unless one is ahead.</summary>
    public const string Chosen = "chosen on validation";

    /// <summary>Ends the name of the measure of a method's training time, budget by budget.</summary>
    public const string Seconds = ": seconds";

    /// <summary>What Bi-DFCL is held against.</summary>
    public static readonly string[] Parts =
    [
        CellResult.TwoStage, Observed, Pooled, CellResult.Decision, DecisionFromPooled, TeacherOnly, BridgeOnly,
        OneStep,
    ];
}
