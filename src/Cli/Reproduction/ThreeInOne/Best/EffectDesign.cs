using WorldModel.Models.Heads;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// Rows of a logistic regression: a constant, base columns that no action changes, then each driver alone and times
/// its modifiers. An action may be set for all rows, which is what a counterfactual is.
/// </summary>
internal sealed class EffectDesign(TrainingSet world, FeatureTable[] tables, Driver[] drivers, int[] rows) : DesignRows
{
    private const double Free = 1e-4;
    private const double Start = 10;

    /// <summary>Which action is set to which value; null leaves all as they were.</summary>
    public (int Action, float Value)? Set { get; init; }

    public override int Rows => rows.Length;

    public override int Features { get; } =
        1 + tables.Sum(table => table.Width) + drivers.Sum(driver => driver.Columns);

    public EffectDesign Over(int[] others, (int, float)? set = null) =>
        new(world, tables, drivers, others) { Set = set };

    /// <summary>The first column of a driver.</summary>
    public int StartOf(string driver)
    {
        var at = 1 + tables.Sum(table => table.Width);
        foreach (var candidate in drivers)
        {
            if (candidate.Name == driver) return at;
            at += candidate.Columns;
        }

        throw new ArgumentException($"{driver} is no driver", nameof(driver));
    }

    public override void Write(int row, Span<float> features)
    {
        var at = rows[row];
        features[0] = 1;
        var next = features[1..];
        foreach (var table in tables)
        {
            table.Row(at).CopyTo(next);
            next = next[table.Width..];
        }

        Span<float> actions = stackalloc float[world.ActionUnits];
        world.ActionRow(at).CopyTo(actions);
        if (Set is { } set) actions[set.Action] = set.Value;
        foreach (var driver in drivers)
        {
            var value = (driver.Value(at, actions) - driver.Centre) / driver.Scale;
            if (driver.Own)
            {
                next[0] = value;
                next = next[1..];
            }

            if (driver.Modifiers is not { } modifiers) continue;
            var factors = modifiers.Row(at);
            for (var i = 0; i < factors.Length; i++) next[i] = value * factors[i];
            next = next[factors.Length..];
        }
    }

    /// <summary>
    /// A prior a group of base columns and a group of modifiers of a driver, each precision learned by marginal
    /// likelihood; the constant, a drift and each driver's own effect are free.
    /// </summary>
    public PriorGroup[] Priors()
    {
        var groups = new List<PriorGroup> { new("constant", [0], 1e-6, false) };
        var at = 1;
        var columns = new List<(string Group, int Column)>();
        foreach (var table in tables)
            foreach (var group in table.Groups) columns.Add((group, at++));
        foreach (var driver in drivers)
        {
            if (driver.Own) groups.Add(new PriorGroup(driver.Name, [at++], Free, false));
            foreach (var group in driver.Modifiers?.Groups ?? []) columns.Add(($"{driver.Name} x {group}", at++));
        }

        foreach (var group in columns.GroupBy(column => column.Group))
        {
            var free = group.Key == FeatureGroups.Free;
            groups.Add(new PriorGroup(
                group.Key, [.. group.Select(column => column.Column)], free ? Free : Start, !free));
        }

        return [.. groups];
    }
}
