namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>One network on one draw of one regime: a line of cells.ndjson.</summary>
/// <param name="Regime">The regime's name.</param>
/// <param name="Network">The network's name.</param>
/// <param name="Seed">Of the draw and of everything trained.</param>
/// <param name="Rejected">Draws of weights thrown away before this one.</param>
/// <param name="Earned">Method to incremental value a row at each budget.</param>
/// <param name="Chosen">What the validation rows chose at each budget: "keep" for the two-stage network.</param>
/// <param name="Measures">Other figures of the log's own rows, a budget each.</param>
/// <param name="Seconds">Processor time is not told apart from waiting: on a quiet machine only.</param>
internal sealed record CellResult(
    string Regime, string Network, int Seed, int Rejected, Dictionary<string, double[]> Earned, string[] Chosen,
    Dictionary<string, double[]> Measures, double Seconds)
{
    public const string Oracle = "oracle";
    public const string TwoStage = "two-stage";
    public const string Decision = "decision-focused";

    /// <summary>The same networks with the papers' allocation.</summary>
    public const string TwoStageByArgmax = "two-stage, by argmax";

    /// <inheritdoc cref="TwoStageByArgmax"/>
    public const string DecisionByArgmax = "decision-focused, by argmax";
}
