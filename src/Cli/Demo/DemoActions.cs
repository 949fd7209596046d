using WorldModel.Cli.Demo.Findings;
using WorldModel.Models;

namespace WorldModel.Cli.Demo;

/// <summary>Overlap by the model's own diagnosis, calibration by the streamed days, for each action.</summary>
internal static class DemoActions
{
    public static ActionFinding[] Of(FrozenModel model, DemoWorld world, PredictionScore score) =>
        [.. model.Layout.Actions.Names.Select(name => Of(model.Overlap.Of(name), score.Where(Taken(world, name))))];

    private static ActionFinding Of(InputOverlap overlap, CalibrationFinding[] outcomes) => new(
        overlap.Name, overlap.Identification.ToString().ToLowerInvariant(), overlap.Reason, overlap.Mean,
        overlap.ShareOutside, [.. outcomes.Where(o => o.Rows > 0)]);

    private static byte[] Taken(DemoWorld world, string action)
    {
        var taken = new byte[world.Panel.Rows];
        for (var consumer = 0; consumer < world.Consumers; consumer++)
        {
            for (var day = world.FirstStreamed; day < world.Panel.Days; day++)
            {
                var actions = world.Panel.ActionsAt(consumer, day);
                var on = action switch
                {
                    "sale1" => actions.Sale1,
                    "sale2" => actions.Sale2,
                    "campaign" => actions.Campaign,
                    "coupon" => actions.Coupon,
                    "push" => actions.Push,
                    _ => false,
                };
                taken[world.Panel.Row(consumer, day)] = on ? (byte)1 : (byte)0;
            }
        }
        return taken;
    }
}
