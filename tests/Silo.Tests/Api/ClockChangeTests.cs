using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Models;

namespace WorldModel.Silo.Tests.Api;

/// <summary>
/// The days on which Berlin's clocks change: 30 March 2025 has 23 hours (02:00 to 03:00 is skipped), 26 October 25
/// (02:00 to 03:00 comes twice).
/// </summary>
public sealed class ClockChangeTests(SmallWorld world) : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private readonly HandTime _time = new();
    private readonly HttpClient _http = new();
    private SiloHost _silo = null!;
    private WorldModelClient _client = null!;
    private int _requests;

    public async ValueTask InitializeAsync()
    {
        var schema = world.Schema with { TimeZone = "Europe/Berlin" };
        var (model, path) = (world.Model, _data.File("berlin.wmdl"));
        ModelFile.Write(new FrozenModel(schema, model.Machine, model.MeanField.Sweeps, model.Heads, model.Overlap,
            model.Plausibility, model.Record), path);
        At("2025-03-29T12:00:00+01:00");
        _silo = await SiloHost.Start(world.Options(_data) with { Schema = schema, Model = path, Time = _time });
        _http.BaseAddress = _silo.Url;
        _client = new WorldModelClient(_http, RetryPolicy.None);
        await _client.PutConsumersAsync(world.Profiles);
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _http.Dispose();
        _data.Dispose();
    }

    [Theory]
    [InlineData("2025-03-30T00:00:00+01:00", "2025-03-30T23:59:59+02:00", 23)]
    [InlineData("2025-10-26T00:00:00+02:00", "2025-10-26T23:59:59+01:00", 25)]
    public async Task A_day_is_a_day_whatever_its_hours(string first, string last, int hours)
    {
        var (start, end) = (DateTimeOffset.Parse(first), DateTimeOffset.Parse(last).AddSeconds(1));
        Assert.Equal(hours, (end - start).TotalHours);
        await Allocated("days", start.AddHours(-12), quiet: null);
        var before = await Decide("days", start.AddSeconds(-1));
        DecisionAnswer[] during =
        [
            await Decide("days", start), await Decide("days", start.AddHours(2.5)),
            await Decide("days", start.AddHours(12)), await Decide("days", end.AddSeconds(-1)),
        ];
        var after = await Decide("days", end);
        var day = DateOnly.FromDateTime(start.DateTime);
        Assert.Equal([day.AddDays(-1), day, day.AddDays(1)],
            [before.AsOf!.BeliefDay, during[0].AsOf!.BeliefDay, after.AsOf!.BeliefDay]);
        Assert.Single(during.Select(answer => answer.DecisionId).Distinct());
        Assert.NotEqual(during[0].DecisionId, before.DecisionId);
        Assert.NotEqual(during[0].DecisionId, after.DecisionId);
    }

    [Theory]
    [InlineData("2025-03-30T01:59:59+01:00", true)]
    [InlineData("2025-03-30T03:00:00+02:00", false)] // 02:30 never came.
    [InlineData("2025-10-26T02:45:00+02:00", true)] // 02:30 comes again.
    [InlineData("2025-10-26T02:29:59+01:00", true)]
    [InlineData("2025-10-26T02:30:00+01:00", false)]
    public async Task Quiet_hours_end_when_the_clocks_show_their_end_for_the_last_time(string instant, bool quiet)
    {
        var now = DateTimeOffset.Parse(instant);
        await Allocated("nights", now.AddHours(-14), new QuietItem("21:00", "02:30"));
        var answer = await Decide("nights", now);
        Assert.Equal(quiet, answer.Reason!.Code == "quiet-hours");
        Assert.Equal(quiet, answer.Group == "fallback");
        Assert.All(answer.Options!, option => Assert.Equal(quiet ? "quiet-hours" : null, option.ExcludedBy));
    }

    private void At(string instant) => _time.Now = DateTimeOffset.Parse(instant);

    private async Task Allocated(string id, DateTimeOffset now, QuietItem? quiet)
    {
        _time.Now = now;
        await _client.CreateCampaignAsync(CampaignFlow.Campaign(id) with { QuietHours = quiet });
        await _client.AllocateAsync(id);
        await _client.WaitAsync(id, "allocated");
    }

    private Task<DecisionAnswer> Decide(string campaign, DateTimeOffset now)
    {
        _time.Now = now;
        return _client.DecideAsync(new DecisionItem($"r{_requests++}", campaign, "c7"));
    }
}
