using System.Text.RegularExpressions;

namespace WorldModel.Schema.Json;

/// <summary>What a schema must hold to besides the shape of its fields: names that mean something, and only one thing.</summary>
internal static partial class SchemaRules
{
    private const int MostUnits = 4096;

    public static void Check(ConsumerSchema schema)
    {
        Zone(schema);
        Names(schema);
        for (int i = 0; i < schema.Calendar.Count; i++)
            Require(schema.Calendar.Take(i).All(p => p != schema.Calendar[i]), $"calendar[{i}]", schema.Calendar[i].ToString(), "the part once");
        for (int i = 0; i < schema.Actions.Count; i++)
            Action(schema, schema.Actions[i], $"actions[{i}]");
        for (int i = 0; i < schema.Derived.Count; i++)
            Derived(schema, schema.Derived[i], $"derived[{i}]");
        for (int i = 0; i < schema.Outcomes.Count; i++)
            Outcome(schema, schema.Outcomes[i], $"outcomes[{i}]");
        for (int i = 0; i < schema.Lags.Count; i++)
            Lag(schema, i);
        if (schema.Experiment is { } experiment)
            Experiment(schema, experiment);
        Units(schema);
    }

    private static void Zone(ConsumerSchema schema) => Require(
        TimeZoneInfo.TryFindSystemTimeZoneById(schema.TimeZone, out _), "timeZone", schema.TimeZone,
        "an IANA time zone known on this machine");

    private static void Names(ConsumerSchema schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string field, string name) in Named(schema))
        {
            Require(Identifier().IsMatch(name), field, name, "a letter, then letters, digits or _; at most 64");
            Require(seen.Add(name), field, name, "a name that no other attribute, action, outcome or derived input has");
        }
        Require(schema.Name.Length is > 0 and <= 64, "name", schema.Name, "1 to 64 characters");
    }

    private static IEnumerable<(string Field, string Name)> Named(ConsumerSchema schema)
    {
        for (int i = 0; i < schema.Attributes.Count; i++)
            yield return ($"attributes[{i}].name", schema.Attributes[i].Name);
        for (int i = 0; i < schema.Actions.Count; i++)
            yield return ($"actions[{i}].name", schema.Actions[i].Name);
        for (int i = 0; i < schema.Outcomes.Count; i++)
            yield return ($"outcomes[{i}].name", schema.Outcomes[i].Name);
        for (int i = 0; i < schema.Derived.Count; i++)
            yield return ($"derived[{i}].name", schema.Derived[i].Name);
    }

    private static void Action(ConsumerSchema schema, ActionSpec action, string path)
    {
        if (action.CostOutcome is { } outcome)
            Require(schema.Outcomes.Any(o => o.Name == outcome), $"{path}.costOutcome", outcome, OneOf(schema.Outcomes.Select(o => o.Name)));
        Require(action.Runs is null || action.IsBinary, $"{path}.runs", "a rule", "a rule only on a binary action");
        Require(action.Propensity is null || action.Assignment == Assignment.Randomised, $"{path}.propensity",
            action.Propensity.ToString(), "a propensity only where the assignment is randomised");
    }

    private static void Derived(ConsumerSchema schema, DerivedInputSpec derived, string path)
    {
        for (int i = 0; i < derived.Terms.Count; i++)
        {
            DerivedTerm term = derived.Terms[i];
            Level(schema, term.Action, term.Level ?? ActionLevel.On, $"{path}.terms[{i}].action", $"{path}.terms[{i}].level");
            foreach ((string name, string label) in term.When)
                Condition(schema, name, label, $"{path}.terms[{i}].when");
        }
    }

    private static void Condition(ConsumerSchema schema, string name, string label, string path)
    {
        AttributeSpec? attribute = schema.Attributes.FirstOrDefault(a => a.Name == name);
        Require(attribute is not null, path, name, OneOf(schema.Attributes.Select(a => a.Name)));
        IEnumerable<string> labels = attribute!.Kind == AttributeKind.Flag ? ["0", "1"] : attribute.Labels;
        Require(labels.Contains(label), $"{path}.{name}", label, OneOf(labels));
    }

    private static void Outcome(ConsumerSchema schema, OutcomeSpec outcome, string path)
    {
        string[] drivers = [.. schema.Actions.Select(a => a.Name), .. schema.Derived.Select(d => d.Name)];
        for (int i = 0; i < outcome.Drivers.Count; i++)
            Require(drivers.Contains(outcome.Drivers[i]), $"{path}.drivers[{i}]", outcome.Drivers[i], OneOf(drivers));
        string[] modifiers = [.. schema.Attributes.Select(a => a.Name)];
        for (int i = 0; i < outcome.Modifiers.Count; i++)
            Require(modifiers.Contains(outcome.Modifiers[i]), $"{path}.modifiers[{i}]", outcome.Modifiers[i], OneOf(modifiers));
    }

    private static void Lag(ConsumerSchema schema, int i)
    {
        string name = schema.Lags[i];
        string[] known = [.. schema.Actions.Select(a => a.Name), .. schema.Outcomes.Select(o => o.Name)];
        Require(known.Contains(name), $"lags[{i}]", name, OneOf(known));
        Require(!schema.Lags.Take(i).Contains(name), $"lags[{i}]", name, "the name once");
    }

    private static void Experiment(ConsumerSchema schema, ExperimentSpec experiment)
    {
        if (experiment.Day.Value is { } day)
            Days.Parse(day, "experiment.day.value");
        for (int i = 0; i < experiment.Arms.Count; i++)
        {
            ExperimentArm arm = experiment.Arms[i];
            string path = $"experiment.arms[{i}]";
            foreach (ActionLevel set in arm.Actions)
                Level(schema, set.Action, set.Level, $"{path}.actions", $"{path}.actions.{set.Action}");
            Require(experiment.Arms.Take(i).All(a => a.Label != arm.Label), $"{path}.label", arm.Label, "a label that no other arm has");
            Require(experiment.Arms.Take(i).All(a => a.Treatment != arm.Treatment), $"{path}.treatment", arm.Treatment, "a treatment that no other arm has");
        }
        foreach ((string outcome, _) in experiment.Outcomes)
            Require(schema.Outcomes.Any(o => o.Name == outcome), "experiment.outcomes", outcome, OneOf(schema.Outcomes.Select(o => o.Name)));
        foreach (OutcomeSpec outcome in schema.Outcomes)
            Require(experiment.Outcomes.Any(pair => pair.Key == outcome.Name), $"experiment.outcomes.{outcome.Name}", null, "the outcome's column");
    }

    private static void Level(ConsumerSchema schema, string name, string level, string nameField, string levelField)
    {
        ActionSpec? action = schema.Actions.FirstOrDefault(a => a.Name == name);
        Require(action is not null, nameField, name, OneOf(schema.Actions.Select(a => a.Name)));
        IEnumerable<string> levels = action!.IsBinary ? [ActionLevel.On] : action.Levels;
        Require(levels.Contains(level), levelField, level, OneOf(levels));
    }

    private static void Units(ConsumerSchema schema)
    {
        string[] names = [.. UnitList.Of(schema).Select(u => u.Name)];
        Require(names.Length is > 0 and <= MostUnits, "schema", $"{names.Length} visible units", $"1 to {MostUnits}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
            Require(seen.Add(name), "schema", name, "visible units of distinct names");
    }

    private static void Require(bool holds, string field, string? value, string expected)
    {
        if (!holds)
            throw new InputException(field, value, expected);
    }

    private static string OneOf(IEnumerable<string> names) => $"one of {string.Join(", ", names)}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,63}$")]
    private static partial Regex Identifier();
}
