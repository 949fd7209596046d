namespace WorldModel.Schema;

/// <summary>Where the parts of an experiment stand in a table: each a column or one value for all rows.</summary>
/// <param name="Consumer">Column of the consumer's id; null: the row's number is its id.</param>
/// <param name="Day">The day of the action.</param>
/// <param name="Treatment">Column of the arm.</param>
/// <param name="Propensity">The arm's probability; null: the arms say it.</param>
/// <param name="Cost">What the arm cost; null: the arms say it.</param>
/// <param name="Arms">The arms; empty: the column holds treatments in words (<c>push+coupon</c>).</param>
/// <param name="Outcomes">Outcome to column, in the order of the schema's outcomes.</param>
public sealed record ExperimentSpec(
    string? Consumer, ColumnOrValue Day, string Treatment, ColumnOrValue? Propensity, ColumnOrValue? Cost,
    IReadOnlyList<ExperimentArm> Arms, IReadOnlyList<KeyValuePair<string, string>> Outcomes)
{
    /// <summary>The mapping used where a schema has none: the columns bear the parts' own names.</summary>
    public static ExperimentSpec Default(IEnumerable<OutcomeSpec> outcomes) => new(
        "consumer", new ColumnOrValue("day", null), "treatment", new ColumnOrValue("propensity", null),
        new ColumnOrValue("cost", null), [], [.. outcomes.Select(o => KeyValuePair.Create(o.Name, o.Name))]);
}

/// <summary>A column of a table, or one value for all its rows; exactly one is set.</summary>
public sealed record ColumnOrValue(string? Column, string? Value);

/// <summary>An arm of an experiment: what the table calls it, and what it does.</summary>
public sealed record ExperimentArm(
    string Label, string Treatment, IReadOnlyList<ActionLevel> Actions, double? Propensity, double? Cost);
