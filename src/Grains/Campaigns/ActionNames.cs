using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>Resolves the names of actions and outcomes in messages.</summary>
internal static class ActionNames
{
    /// <exception cref="InputException">An unknown action or level, or an action twice.</exception>
    public static Treatment Resolve(ActionVector vector, string name, ActionSetting[] settings, string place)
    {
        var actions = new List<ActionLevel>();
        for (var i = 0; i < settings.Length; i++)
        {
            var (action, level) = (settings[i].Action, settings[i].Level);
            vector.IndexOf(action, level, $"{place}[{i}].action", $"{place}[{i}].level");
            if (actions.Any(other => other.Action == action))
                throw new InputException($"{place}[{i}].action", action, "each action at most once");
            actions.Add(new ActionLevel(action, level ?? ActionLevel.On));
        }

        return new Treatment(name, actions);
    }

    /// <exception cref="InputException">No outcome of the schema.</exception>
    public static int Outcome(ConsumerSchema schema, string name, string field)
    {
        for (var i = 0; i < schema.Outcomes.Count; i++)
        {
            if (schema.Outcomes[i].Name == name) return i;
        }

        throw new InputException(field, name, $"one of {string.Join(", ", schema.Outcomes.Select(o => o.Name))}");
    }
}
