using WorldModel.Client.Wire;

namespace WorldModel.Client;

/// <summary>Media mixes: what channels bring, and budgets of pools from a plan.</summary>
public sealed partial class WorldModelClient
{
    /// <summary>Uploads a mix that <c>mmm fit</c> wrote, under a name; one that was there is replaced.</summary>
    public Task<MixInfo> PutMixAsync(string mix, Stream file, CancellationToken cancellation = default)
    {
        var content = new StreamContent(file);
        content.Headers.ContentType = new("application/json");
        return SendAsync(HttpMethod.Put, MixPath(mix), content, WireJson.Default.MixInfo, cancellation);
    }

    public Task<MixList> MixesAsync(CancellationToken cancellation = default) =>
        GetAsync("v1/mixes", WireJson.Default.MixList, cancellation);

    public Task<MixInfo> MixAsync(string mix, CancellationToken cancellation = default) =>
        GetAsync(MixPath(mix), WireJson.Default.MixInfo, cancellation);

    /// <summary>Removes a mix; pools that got budgets from it stay.</summary>
    public Task<MixRemoved> RemoveMixAsync(string mix, CancellationToken cancellation = default) =>
        RepeatAsync(HttpMethod.Delete, MixPath(mix), () => null, WireJson.Default.MixRemoved, cancellation);

    /// <summary>What channels brought in the last weeks.</summary>
    public Task<MixReportInfo> MixReportAsync(
        string mix, MixQuestion? question = null, CancellationToken cancellation = default) => PostAsync(
        MixPath(mix) + "/report", question ?? new(), WireJson.Default.MixQuestion, WireJson.Default.MixReportInfo,
        cancellation);

    /// <summary>Outcome and return by multiples of each channel's spend.</summary>
    public Task<MixCurvesInfo> MixCurvesAsync(
        string mix, MixCurvesQuestion? question = null, CancellationToken cancellation = default) => PostAsync(
        MixPath(mix) + "/curves", question ?? new(), WireJson.Default.MixCurvesQuestion,
        WireJson.Default.MixCurvesInfo, cancellation);

    /// <summary>Splits the money of the last weeks for the largest expected outcome.</summary>
    public Task<MixPlanInfo> MixPlanAsync(
        string mix, MixPlanQuestion? question = null, CancellationToken cancellation = default) => PostAsync(
        MixPath(mix) + "/optimise", question ?? new(), WireJson.Default.MixPlanQuestion,
        WireJson.Default.MixPlanInfo, cancellation);

    /// <summary>Gives pools what a plan has for their channels; the same request sets the same budgets.</summary>
    public Task<MixPoolsInfo> SetPoolsAsync(
        string mix, MixPoolsRequest request, CancellationToken cancellation = default) => PostAsync(
        MixPath(mix) + "/pools", request, WireJson.Default.MixPoolsRequest, WireJson.Default.MixPoolsInfo,
        cancellation);

    private static string MixPath(string mix) => $"v1/mixes/{Uri.EscapeDataString(mix)}";
}
