using System.Text.RegularExpressions;

namespace WorldModel.Schema.Json;

/// <summary>What a schema must hold to besides the shape of its fields: names mean something, and one thing.</summary>
internal static partial class SchemaRules
{
    private const int MostUnits = 4096;

    public static void Check(ConsumerSchema schema)
    {
        Zone(schema);
        Names(schema);
        for (int i = 0; i < schema.Calendar.Count; i++)
        {
            CalendarPart part = schema.Calendar[i];
            Require(!schema.Calendar.Take(i).Contains(part), $"calendar[{i}]", part.ToString(), "the part once");
        }
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
        foreach ((string name, _) in schema.Tables?.Consumers?.Attributes ?? [])
            Known(name, schema.Attributes.Select(a => a.Name), "tables.consumers.attributes");
        foreach ((_, string name) in schema.Tables?.Events?.Names ?? [])
        {
            IEnumerable<string> events = schema.Actions.Select(a => a.Name).Concat(schema.Outcomes.Select(o => o.Name));
            Known(name, events, "tables.events.names");
        }
        Units(schema);
    }

    private static void Zone(ConsumerSchema schema) => Require(
        TimeZoneInfo.TryFindSystemTimeZoneById(schema.TimeZone, out _), "timeZone", schema.TimeZone,
        "an IANA time zone known on this machine");

    private static void Names(ConsumerSchema schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        const string unique = "a name that no other attribute, action, outcome or derived input has";
        foreach ((string field, string name) in Named(schema))
        {
            Require(Identifier().IsMatch(name), field, name, "a letter, then letters, digits or _; at most 64");
            Require(seen.Add(name), field, name, unique);
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
            Known(outcome, schema.Outcomes.Select(o => o.Name), $"{path}.costOutcome");
        Require(action.Runs is null || action.IsBinary, $"{path}.runs", "a rule", "a rule only on a binary action");
        Require(action.Propensity is null || action.Assignment == Assignment.Randomised, $"{path}.propensity",
            action.Propensity.ToString(), "a propensity only where the assignment is randomised");
    }

    private static void Derived(ConsumerSchema schema, DerivedInputSpec derived, string path)
    {
        for (int i = 0; i < derived.Terms.Count; i++)
        {
            DerivedTerm term = derived.Terms[i];
            string place = $"{path}.terms[{i}]";
            Level(schema, term.Action, term.Level ?? ActionLevel.On, $"{place}.action", $"{place}.level");
            foreach ((string name, string label) in term.When)
                Condition(schema, name, label, $"{place}.when");
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
            Known(outcome.Drivers[i], drivers, $"{path}.drivers[{i}]");
        string[] modifiers = [.. schema.Attributes.Select(a => a.Name)];
        for (int i = 0; i < outcome.Modifiers.Count; i++)
            Known(outcome.Modifiers[i], modifiers, $"{path}.modifiers[{i}]");
        for (int i = 0; i < outcome.Rates.Count; i++)
            Rate(outcome, outcome.Rates[i], $"{path}.rates[{i}]");
        Responsiveness(schema, outcome, $"{path}.responsiveness");
    }

    private static void Rate(OutcomeSpec outcome, RateSpec rate, string path)
    {
        bool odds = outcome.Kind == OutcomeKind.Amount || rate.PriorMean is > 0 and < 1;
        Require(!rate.AsNumber || (odds && rate.PriorDays > 0), $"{path}.asNumber", "yes",
            "no, or prior days above 0 and, of a binary outcome, a prior mean between 0 and 1");
    }

    private static void Responsiveness(ConsumerSchema schema, OutcomeSpec outcome, string path)
    {
        if (outcome.Responsiveness.Count == 0)
            return;
        Require(outcome is { Kind: OutcomeKind.Binary, WindowDays: 1 }, path, outcome.Responsiveness[0],
            "nothing, or an outcome that happens or not on the day itself");
        string[] acting = [.. schema.Actions
            .Where(a => !a.IsEnvironment && outcome.Drivers.Contains(a.Name)).Select(a => a.Name)];
        for (int i = 0; i < outcome.Responsiveness.Count; i++)
            Known(outcome.Responsiveness[i], acting, $"{path}[{i}]");
        int units = schema.Actions.Where(a => outcome.Responsiveness.Contains(a.Name)).Sum(a => a.Units);
        Require(units <= OutcomeSpec.MostResponsiveness, path, $"{units} actions and levels",
            $"at most {OutcomeSpec.MostResponsiveness}");
    }

    private static void Lag(ConsumerSchema schema, int i)
    {
        string name = schema.Lags[i];
        string[] known = [.. schema.Actions.Select(a => a.Name), .. schema.Outcomes.Select(o => o.Name)];
        Known(name, known, $"lags[{i}]");
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
            IEnumerable<ExperimentArm> before = experiment.Arms.Take(i);
            Require(before.All(a => a.Label != arm.Label), $"{path}.label", arm.Label, "a label of its own");
            bool named = before.All(a => a.Treatment != arm.Treatment);
            Require(named, $"{path}.treatment", arm.Treatment, "a name of its own");
        }
        foreach ((string outcome, _) in experiment.Outcomes)
            Known(outcome, schema.Outcomes.Select(o => o.Name), "experiment.outcomes");
        foreach (string outcome in schema.Outcomes.Select(o => o.Name))
        {
            bool mapped = experiment.Outcomes.Any(pair => pair.Key == outcome);
            Require(mapped, $"experiment.outcomes.{outcome}", null, "the outcome's column");
        }
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

    private static void Known(string name, IEnumerable<string> names, string field) =>
        Require(names.Contains(name), field, name, OneOf(names));

    private static string OneOf(IEnumerable<string> names) => $"one of {string.Join(", ", names)}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,63}$")]
    private static partial Regex Identifier();
}
