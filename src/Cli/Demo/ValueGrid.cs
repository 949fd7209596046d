using WorldModel.Cli.Demo.Rules;
using WorldModel.Client.Wire;
using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Demo;

/// <summary>What a model of this process says a campaign's options are worth on its day.</summary>
internal static class ValueGrid
{
    public static OptionGrid Of(IResponseModel model, TrainingSet rows, CampaignItem campaign, DateOnly day)
    {
        var treatments = campaign.Treatments
            .Select(t => new Treatment(t.Name, [.. t.Actions.Select(a => new ActionLevel(a.Key, a.Value))])).ToArray();
        var plan = new TreatmentPlan(rows.Schema, treatments, day: day.DayNumber);
        var levels = new float[rows.Rows * plan.Options * rows.OutcomeCount];
        model.Levels(rows.Visible, rows.Rows, plan, levels);
        var worth = rows.Schema.Outcomes
            .Select(o => campaign.Values.Where(v => v.Outcome == o.Name).Sum(v => v.Value * v.Margin)).ToArray();
        var values = new double[rows.Rows * treatments.Length];
        TreatmentValues.Sum(levels, rows.Rows, plan.Options, worth, values);
        return new OptionGrid(
            [.. campaign.Treatments.Select(t => t.Name)], [.. campaign.Treatments.Select(t => t.Cost)], values);
    }
}
