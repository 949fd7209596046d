using System.Net;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Tests.Api;

/// <summary>What is wrong with an event is said of that event, and the others of the request count.</summary>
public sealed class BadEventTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private string Day => silo.World.Today.ToString("yyyy-MM-dd");

    [Fact]
    public async Task Malformed_json_is_refused_whole_and_names_the_place()
    {
        var problem = await silo.Refused(HttpStatusCode.BadRequest, "v1/events", $"[{Event("m1")},{{\"id\":}}]");
        Assert.Equal("malformed", problem.Code);
        Assert.Equal("body", problem.Field);
        Assert.Contains("line 1", problem.Expected);
        Assert.Equal(1, (await silo.Ingest("v1/events", $"[{Event("m1")}]")).Applied);
    }

    [Fact]
    public Task A_wrong_type_names_field_value_and_expected() =>
        OnlyBad(Event("w", extra: ",\"value\":\"one\""), "invalid", "value", "one", "a finite number");

    [Fact]
    public Task An_unknown_action_names_the_known_ones() =>
        OnlyBad(Event("u", name: "sms"), null, "name", "sms", "push");

    [Fact]
    public Task An_unknown_kind_is_refused() =>
        OnlyBad(Event("k", extra: ",\"kind\":\"thing\""), null, "kind", "thing", "delivery");

    [Fact]
    public Task An_unknown_field_is_refused_rather_than_dropped() =>
        OnlyBad(Event("f", extra: ",\"valeu\":1"), "invalid", "valeu", "1", "known field");

    [Fact]
    public Task Infinity_spelt_as_a_number_too_large_is_refused() =>
        OnlyBad(Event("i", extra: ",\"value\":1e999"), "invalid", "value", "1e999", "finite");

    [Theory]
    [InlineData("id", "\"x\"")]
    [InlineData("consumer", "\"c2\"")]
    [InlineData("day", "\"2025-01-01\"")]
    [InlineData("name", "\"visit\"")]
    public Task A_field_given_twice_is_refused_rather_than_one_of_them_taken(string field, string second) =>
        OnlyBad(Event("twice", extra: $",\"{field}\":{second}"), "invalid", field, second.Trim('"'), "once");

    [Fact]
    public async Task An_attribute_given_twice_is_refused()
    {
        const string twice = """[{"consumer":"twice","attributes":{"store":"1","store":"2"}}]""";
        var refused = Assert.Single((await silo.Ingest("v1/consumers", twice)).Refused);
        Assert.Equal(("attributes.store", "2", "the attribute once"), (refused.Field, refused.Value, refused.Expected));
    }

    [Fact]
    public async Task Null_is_the_same_as_leaving_a_field_out()
    {
        var row = Event("nulls", extra: ",\"kind\":null,\"level\":null,\"value\":null,\"reverses\":null");
        Assert.Equal(1, (await silo.Ingest("v1/events", $"[{row}]")).Applied);
    }

    [Fact]
    public Task A_refund_of_an_event_that_nobody_knows_is_refused() =>
        OnlyBad(Event("refund", name: "visit", extra: ",\"reverses\":\"nothing\""), "invalid", "reverses", "nothing",
            "an outcome event of this consumer");

    [Fact]
    public async Task A_refund_told_twice_counts_once_and_another_one_of_the_same_event_is_refused()
    {
        var rows = new[]
        {
            Event("sale", name: "purchase"), Event("back", name: "purchase", extra: ",\"reverses\":\"sale\""),
            Event("again", name: "purchase", extra: ",\"reverses\":\"sale\""),
        };
        var result = await silo.Ingest("v1/events", string.Join('\n', [rows[0], rows[1], .. rows[1..]]), MediaLines);
        Assert.Equal((2, 1, 1L), (result.Applied, result.Repeated, result.RefusedTotal));
        Assert.Equal((3L, "reverses", "sale"),
            (result.Refused[0].Index, result.Refused[0].Field, result.Refused[0].Value));
    }

    [Fact]
    public async Task A_profile_comes_with_the_stream_and_says_attributes_only()
    {
        string Profile(string id, string rest) =>
            $$"""{"id":"{{id}}","consumer":"described","day":"{{Day}}","kind":"profile"{{rest}}}""";
        var rows = new[]
        {
            Profile("p1", ",\"attributes\":{\"store\":\"3\",\"age\":41}"), Profile("p2", ""),
            Profile("p3", ",\"attributes\":{\"shoe\":42}"), Profile("p4", ",\"name\":\"visit\",\"attributes\":{}"),
            Profile("p5", ",\"attributes\":[]"), Event("p6", extra: ",\"attributes\":{\"store\":\"3\"}"),
        };
        var result = await silo.Ingest("v1/events", $"[{string.Join(',', rows)}]");
        Assert.Equal(1, result.Applied);
        Assert.Equal(["attributes", "attributes.shoe", "name", "attributes", "attributes"],
            result.Refused.Select(entry => entry.Field));
    }

    [Fact]
    public async Task NaN_is_no_json()
    {
        var problem = await silo.Refused(
            HttpStatusCode.BadRequest, "v1/events", $"[{Event("n", extra: ",\"value\":NaN")}]");
        Assert.Contains("NaN", problem.Value);
    }

    [Fact]
    public Task NaN_spelt_as_text_is_refused() =>
        OnlyBad(Event("t", extra: ",\"value\":\"NaN\""), "invalid", "value", "NaN", "a finite number");

    [Fact]
    public Task An_event_without_id_is_refused() =>
        OnlyBad($$"""{"consumer":"c1","day":"{{Day}}","name":"push"}""", "invalid", "id", null, "128");

    [Fact]
    public Task An_id_too_long_is_refused() =>
        OnlyBad(Event(new string('x', 129)), "invalid", "id", new string('x', 129), "128");

    [Fact]
    public Task An_event_without_day_is_refused() =>
        OnlyBad("""{"id":"d","consumer":"c1","name":"push"}""", "invalid", "day", null, "yyyy-MM-dd");

    [Fact]
    public Task A_day_that_is_none_is_refused() =>
        OnlyBad(Event("d2", day: "2025-02-30"), "invalid", "day", "2025-02-30", "yyyy-MM-dd");

    [Fact]
    public Task An_event_from_the_future_is_refused() =>
        OnlyBad(Event("future", day: At(2)), "future", "day", At(2), "");

    [Fact]
    public Task An_event_too_late_is_refused() =>
        OnlyBad(Event("late", day: At(-30)), "late", "day", At(-30), "");

    [Fact]
    public Task An_item_that_is_no_object_is_refused() => OnlyBad("17", "invalid", "", "17", "an object");

    [Fact]
    public async Task A_bad_row_in_the_middle_of_a_stream_is_reported_and_the_good_rows_count()
    {
        var rows = new[] { Event("s1"), "{\"id\":\"s2\",", Event("s3"), "", Event("s4", name: "sms"), Event("s5") };
        var result = await silo.Ingest("v1/events", string.Join('\n', rows), "application/x-ndjson");
        Assert.Equal((5, 3, 2L), (result.Received, result.Applied, result.RefusedTotal));
        Assert.Equal([(1L, "malformed"), (3L, "unknown-name")], result.Refused.Select(r => (r.Index, Known(r.Code))));
        Assert.Equal(3, (await silo.Ingest("v1/events", string.Join('\n', rows), "application/x-ndjson")).Repeated);

        static string Known(string code) => code == "invalid" ? "unknown-name" : code;
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task A_text_that_is_no_unicode_is_refused_by_itself(string type)
    {
        var good = (Event(Guid.NewGuid().ToString()), Event(Guid.NewGuid().ToString()));
        (string Row, string Field, string Value)[] halves =
        [
            (Event(@"\ud800"), "id", @"\ud800"),
            (Event("n", extra: @",""\udc00"":1"), @"\udc00", @"\udc00"),
            (Event("k", name: @"\ud800x"), "name", @"\ud800x"),
        ];
        foreach (var (bad, field, value) in halves)
        {
            var rows = new[] { good.Item1, bad, good.Item2 };
            var result = await silo.Ingest("v1/events",
                type == "application/json" ? $"[{string.Join(',', rows)}]" : string.Join('\n', rows), type);
            Assert.Equal((3, 1L), (result.Received, result.RefusedTotal));
            Assert.Equal((1, field, value),
                (Assert.Single(result.Refused).Index, result.Refused[0].Field, result.Refused[0].Value));
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused_by_themselves()
    {
        byte[] bytes = [.. System.Text.Encoding.Latin1.GetBytes($"{Event("u\u00ff")}\n{Event("u2")}\n")];
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/x-ndjson");
        var answer = await silo.Http.PostAsync("v1/events", content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Contains("\"refusedTotal\":1", text);
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused()
    {
        var problem = await silo.Refused(HttpStatusCode.UnsupportedMediaType, "v1/events", "id,day", "text/csv");
        Assert.Equal(("media-type", "Content-Type"), (problem.Code, problem.Field));
        Assert.StartsWith("text/csv", problem.Value);
    }

    [Fact]
    public async Task A_line_too_long_is_refused_by_itself()
    {
        foreach (int length in new[] { 70_000, 1_000_000 })
        {
            var rows = new[] { Event($"a{length}"), Event(new string('x', length)), Event($"b{length}") };
            var result = await silo.Ingest("v1/events", string.Join('\n', rows), "application/x-ndjson");
            Assert.Equal((3, 2, 1L), (result.Received, result.Applied, result.RefusedTotal));
            Assert.Equal((1L, "too-large"), (result.Refused[0].Index, result.Refused[0].Code));
            var endless = await silo.Ingest(
                "v1/events", $"{rows[0]}\n{{\"id\":\"{new string('x', length)}", "application/x-ndjson");
            Assert.Equal((2, 1, 1L), (endless.Received, endless.Repeated, endless.RefusedTotal));
        }
    }

    [Fact]
    public async Task An_object_in_place_of_the_list_is_refused() =>
        Assert.Equal("body", (await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/events", Event("o"))).Field);

    private const string MediaLines = "application/x-ndjson";

    private string At(int days) => silo.World.Today.AddDays(days).ToString("yyyy-MM-dd");

    private string Event(string id, string name = "push", string? day = null, string extra = "") =>
        $$"""{"id":"{{id}}","consumer":"c1","day":"{{day ?? Day}}","name":"{{name}}"{{extra}}}""";

    /// <summary>Sends the bad item between two good ones with ids of their own.</summary>
    private async Task OnlyBad(string bad, string? code, string field, string? value, string expected)
    {
        var good = (Event(Guid.NewGuid().ToString()), Event(Guid.NewGuid().ToString()));
        var result = await silo.Ingest("v1/events", $"[{good.Item1},{bad},{good.Item2}]");
        Assert.Equal((3, 2, 1L), (result.Received, result.Applied, result.RefusedTotal));
        RefusedEntry refused = Assert.Single(result.Refused);
        Assert.Equal(1, refused.Index);
        Assert.Equal(field, refused.Field);
        Assert.Equal(value, refused.Value);
        Assert.Contains(expected, refused.Expected);
        if (code is not null)
            Assert.Equal(code, refused.Code);
    }
}
