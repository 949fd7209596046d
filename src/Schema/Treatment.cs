namespace WorldModel.Schema;

/// <summary>A treatment: the actions it turns on. <see cref="None"/> turns none on.</summary>
public sealed record Treatment(string Name, IReadOnlyList<ActionLevel> Actions)
{
    public static readonly Treatment None = new("none", []);

    /// <summary>
    /// A treatment in words: <c>none</c>, or actions joined by <c>+</c>, a multi-level one as <c>action=level</c>
    /// (<c>push+coupon</c>, <c>email=mens</c>).
    /// </summary>
    /// <exception cref="InputException">An unknown action or level, or an action twice.</exception>
    public static Treatment Parse(ActionVector vector, string? text, string field = "treatment")
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new InputException(field, text, "none, or actions joined by +");
        if (text == None.Name)
            return None;
        var actions = new List<ActionLevel>();
        foreach (string part in text.Split('+', StringSplitOptions.TrimEntries))
        {
            string[] sides = part.Split('=', 2, StringSplitOptions.TrimEntries);
            var set = new ActionLevel(sides[0], sides.Length == 2 ? sides[1] : ActionLevel.On);
            vector.IndexOf(set.Action, set.Level, field, field);
            if (actions.Any(a => a.Action == set.Action))
                throw new InputException(field, text, "each action at most once");
            actions.Add(set);
        }
        return new Treatment(text, actions);
    }
}
