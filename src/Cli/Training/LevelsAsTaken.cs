using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Training;

/// <summary>Predicted levels of rows under the actions that each row took: what prediction is judged by.</summary>
internal static class LevelsAsTaken
{
    /// <summary>Levels, rows x outcomes. Rows with the same actions are predicted together.</summary>
    public static float[] Of(IResponseModel model, TrainingSet rows)
    {
        var outcomes = rows.OutcomeCount;
        var levels = new float[rows.Rows * outcomes];
        foreach (var group in Enumerable.Range(0, rows.Rows).GroupBy(row => Key(rows.ActionRow(row))))
        {
            int[] members = [.. group];
            var plan = new TreatmentPlan(rows.Schema, [], Actions(rows.Schema, rows.ActionRow(members[0])));
            var chosen = rows.Select(members);
            var answered = new float[members.Length * outcomes];
            model.Levels(chosen.Visible, members.Length, plan, answered);
            for (var i = 0; i < members.Length; i++)
                answered.AsSpan(i * outcomes, outcomes).CopyTo(levels.AsSpan(members[i] * outcomes));
        }
        return levels;
    }

    private static string Key(ReadOnlySpan<float> actions)
    {
        var key = new char[actions.Length];
        for (var unit = 0; unit < key.Length; unit++)
            key[unit] = actions[unit] != 0 ? '1' : '0';
        return new string(key);
    }

    private static List<ActionLevel> Actions(ConsumerSchema schema, ReadOnlySpan<float> actions)
    {
        var vector = new ActionVector(schema);
        var on = new List<ActionLevel>();
        for (var unit = 0; unit < actions.Length; unit++)
        {
            if (actions[unit] == 0)
                continue;
            var action = schema.Actions[vector.ActionOf[unit]];
            var first = vector.UnitsOf(action.Name).Start.Value;
            on.Add(new ActionLevel(action.Name, action.IsBinary ? ActionLevel.On : action.Levels[unit - first]));
        }
        return on;
    }
}
