using WorldModel.Grains.Campaigns;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Scorers by campaign, model, day and what was done to a consumer that day already: an action recorded is part of the
/// context in which treatments are compared, so that nobody is promised what a push brings twice a day.
/// </summary>
/// <param name="rows">Rows that a scorer takes at once.</param>
internal sealed class ScorerCache(int rows)
{
    private const int Most = 256;

    private readonly Dictionary<Key, CampaignScorer> _scorers = [];

    private readonly record struct Key(CampaignColumns Columns, FrozenModel Model, int Day, ulong Done);

    /// <param name="columns">The campaign.</param>
    /// <param name="model">The model.</param>
    /// <param name="day">The day's number.</param>
    /// <param name="done">Actions of the day, as <see cref="DayActions"/> tells them.</param>
    public CampaignScorer Of(CampaignColumns columns, FrozenModel model, int day, ulong done)
    {
        var key = new Key(columns, model, day, done);
        if (_scorers.TryGetValue(key, out var known)) return known;
        // Days pass and campaigns end: what is used is made again.
        if (_scorers.Count == Most) _scorers.Clear();
        var context = ContextOf(columns.Terms, model, done);
        return _scorers[key] = new CampaignScorer(model, columns.Terms, context, day, rows);
    }

    private static List<ActionLevel> ContextOf(CampaignTerms terms, FrozenModel model, ulong done)
    {
        List<ActionLevel> context = [.. terms.Context.Actions];
        var actions = model.Layout.Actions;
        for (var unit = 0; done >> unit != 0 && unit < DayActions.Most; unit++)
        {
            if (((done >> unit) & 1) == 0) continue;
            var spec = model.Schema.Actions[actions.ActionOf[unit]];
            context.RemoveAll(other => other.Action == spec.Name);
            context.Add(new ActionLevel(spec.Name, LevelOf(actions, spec, unit)));
        }

        return context;
    }

    private static string LevelOf(ActionVector actions, ActionSpec spec, int unit) => spec.IsBinary
        ? ActionLevel.On
        : spec.Levels.First(level => actions.IndexOf(spec.Name, level) == unit);
}
