using System.Globalization;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Keeps a decision back where the consumer looks unlike those that the model was trained on: only where the model's
/// plausibility was measured to tell real histories from field-shuffled ones.
/// </summary>
internal static class PlausibilityGuard
{
    /// <summary>The code of the reason.</summary>
    public const string Unfamiliar = "unfamiliar";

    /// <summary>The reason in words.</summary>
    public const string Text = "the consumer looks unlike those that the model was trained on";

    public static bool IsOn(CampaignSpec spec, FrozenModel model) =>
        spec.Guard is not null && model.Plausibility.CanGuard;

    /// <summary>Whether a row of visible units is under the campaign's percentile.</summary>
    public static bool Stops(CampaignSpec spec, FrozenModel model, ReadOnlySpan<float> visible) =>
        IsOn(spec, model) && model.Familiarity(visible).Percentile < spec.Guard;

    /// <summary>What a campaign's owner must know; null where no guard is asked for.</summary>
    /// <param name="spec">The campaign.</param>
    /// <param name="model">The model that decides; null: none yet.</param>
    public static string? Note(CampaignSpec spec, FrozenModel? model)
    {
        if (spec.Guard is not { } guard) return null;
        var percentile = guard.ToString(CultureInfo.InvariantCulture);
        if (model is null) return $"The guard at percentile {percentile} waits for a model that is live.";
        var auc = model.Plausibility.Separation.ToString("F3", CultureInfo.InvariantCulture);
        var least = Plausibility.LeastSeparation.ToString("F1", CultureInfo.InvariantCulture);
        var told = $"plausibility tells real histories from field-shuffled ones with AUC {auc}";
        return model.Plausibility.CanGuard
            ? $"The guard is on: {told}; under percentile {percentile} a consumer gets the fallback ({Unfamiliar})."
            : $"The guard is off: {told}, under {least}; nobody is kept back.";
    }
}
