using System.Globalization;
using WorldModel.Models;

namespace WorldModel.Cli.Training;

/// <summary>What a model's plausibility is good for, in a sentence.</summary>
internal static class PlausibilityNote
{
    public static string Of(FrozenModel model)
    {
        var auc = model.Plausibility.Separation.ToString("F3", CultureInfo.InvariantCulture);
        var told = $"plausibility tells real histories from field-shuffled ones with AUC {auc}";
        var least = Plausibility.LeastSeparation.ToString("F1", CultureInfo.InvariantCulture);
        return model.Plausibility.CanGuard
            ? $"{told}: campaigns may guard decisions by it"
            : $"{told}, under {least}: no decision will be guarded by it";
    }
}
