namespace WorldModel.Schema;

/// <summary>
/// The action vector of a schema: one entry a binary action, one a level of the others, in the schema's order; 1 is
/// on. The five entries of Purchase World are sale1, sale2, campaign, coupon, push.
/// </summary>
public sealed class ActionVector
{
    private readonly ActionSpec[] _actions;
    private readonly Dictionary<ActionLevel, int> _units = [];
    private readonly int[] _first;

    public ActionVector(ConsumerSchema schema)
    {
        _actions = [.. schema.Actions];
        _first = new int[_actions.Length];
        var names = new List<string>();
        var actionOf = new List<int>();
        for (int i = 0; i < _actions.Length; i++)
        {
            _first[i] = names.Count;
            foreach (ActionLevel level in LevelsOf(_actions[i]))
            {
                _units[level] = names.Count;
                names.Add(_actions[i].IsBinary ? _actions[i].Name : $"{_actions[i].Name}_{level.Level}");
                actionOf.Add(i);
            }
        }
        Names = names;
        ActionOf = actionOf;
    }

    /// <summary>Entries.</summary>
    public int Units => Names.Count;

    /// <summary>Names of the entries: <c>push</c>, <c>email_mens</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Per entry the index of its action in the schema.</summary>
    public IReadOnlyList<int> ActionOf { get; }

    /// <summary>The entries of an action.</summary>
    public Range UnitsOf(string action)
    {
        int i = Array.FindIndex(_actions, a => a.Name == action);
        if (i < 0)
            throw Unknown(action);
        return _first[i]..(_first[i] + _actions[i].Units);
    }

    /// <summary>The entry of an action at a level; a binary action's level is null or <c>1</c>.</summary>
    /// <exception cref="InputException">No such action, or no such level.</exception>
    public int IndexOf(string action, string? level, string actionField = "action", string levelField = "level")
    {
        if (_units.TryGetValue(new ActionLevel(action, level ?? ActionLevel.On), out int unit))
            return unit;
        ActionSpec? spec = Array.Find(_actions, a => a.Name == action) ?? throw Unknown(action, actionField);
        throw new InputException(levelField, level, $"one of {string.Join(", ", LevelsOf(spec).Select(l => l.Level))}");
    }

    /// <summary>Turns a treatment's actions on and their other levels off; leaves the other actions.</summary>
    public void Apply(Treatment treatment, Span<float> actions)
    {
        foreach (ActionLevel set in treatment.Actions)
        {
            actions[UnitsOf(set.Action)].Clear();
            actions[IndexOf(set.Action, set.Level)] = 1;
        }
    }

    /// <summary>Turns on the actions that run by the calendar on a day.</summary>
    /// <param name="day">A day number.</param>
    /// <param name="actions">An action vector.</param>
    public void ApplyCalendar(int day, Span<float> actions)
    {
        for (int i = 0; i < _actions.Length; i++)
        {
            if (_actions[i].Runs is { } runs && runs.Includes(day))
                actions[_first[i]] = 1;
        }
    }

    /// <summary>A treatment's own action vector, everything else off.</summary>
    public float[] Of(Treatment treatment)
    {
        var actions = new float[Units];
        Apply(treatment, actions);
        return actions;
    }

    private InputException Unknown(string action, string field = "action") =>
        new(field, action, $"one of {string.Join(", ", _actions.Select(a => a.Name))}");

    private static IEnumerable<ActionLevel> LevelsOf(ActionSpec action) => action.IsBinary
        ? [new ActionLevel(action.Name, ActionLevel.On)]
        : action.Levels.Select(level => new ActionLevel(action.Name, level));
}
