using System.Net;

namespace WorldModel.Silo.Tests.Api;

public sealed class BadQuestionTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private const string Push = """[{"name":"push","actions":{"push":1}}]""";

    [Fact]
    public async Task An_unknown_consumer_is_not_found()
    {
        var problem = await silo.Refused(HttpStatusCode.NotFound, "v1/belief", """{"consumer":"nobody"}""");
        Assert.Equal("unknown-consumer", problem.Code);
        Assert.Equal("nobody", problem.Value);
    }

    [Fact]
    public async Task An_unknown_consumer_among_others_fails_alone()
    {
        var answers = (await silo.Client.BeliefAsync(new() { Consumers = ["c1", "nobody", "c2"] })).Answers;
        Assert.Equal(["c1", "nobody", "c2"], answers.Select(answer => answer.Consumer));
        Assert.Equal("unknown-consumer", answers[1].Problem?.Code);
        Assert.Null(answers[1].Belief);
        Assert.Equal(24, answers[2].Belief?.Length);
    }

    [Fact]
    public async Task A_consumer_twice_in_a_request_is_refused()
    {
        var problem = await silo.Refused(
            HttpStatusCode.UnprocessableEntity, "v1/belief", """{"consumers":["c1","c2","c1"]}""");
        Assert.Equal("consumers[2]", problem.Field);
    }

    [Fact]
    public async Task A_consumer_twice_in_a_bulk_of_attributes_is_refused_the_second_time()
    {
        const string Same = """{"consumer":"twice","attributes":{"store":"1","loyalty":true,"age":30,"income":400}}""";
        var result = await silo.Ingest("v1/consumers", $"[{Same},{Same}]");
        Assert.Equal((1L, 1L), (result.Applied, result.RefusedTotal));
        Assert.Equal((1L, "consumer"), (result.Refused[0].Index, result.Refused[0].Field));
    }

    [Fact]
    public async Task An_unknown_category_is_refused_with_the_known_ones()
    {
        var result = await silo.Ingest("v1/consumers",
            """[{"consumer":"odd","attributes":{"store":"99","loyalty":1,"age":30,"income":400}}]""");
        var refused = Assert.Single(result.Refused);
        Assert.EndsWith("store", refused.Field);
        Assert.Equal("99", refused.Value);
        Assert.Contains("9", refused.Expected);
    }

    [Fact]
    public async Task An_unknown_attribute_is_refused()
    {
        var result = await silo.Ingest("v1/consumers", """[{"consumer":"odd","attributes":{"shoe":"43"}}]""");
        Assert.Contains("shoe", Assert.Single(result.Refused).ToString());
    }

    [Fact]
    public async Task Over_a_thousand_consumers_are_refused()
    {
        var ids = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"x{i}\""));
        var problem = await silo.Refused(
            HttpStatusCode.UnprocessableEntity, "v1/belief", $$"""{"consumers":[{{ids}}]}""");
        Assert.Equal(("consumers", "1001"), (problem.Field, problem.Value));
    }

    [Fact]
    public async Task A_wrong_type_names_the_field_by_its_path()
    {
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/counterfactual",
            """{"consumer":"c1","treatments":[{"name":5,"actions":{}}]}""");
        Assert.Equal(("treatments[0].name", "5", "text"), (problem.Field, problem.Value, problem.Expected));
    }

    [Fact]
    public async Task A_wrong_day_names_the_field()
    {
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/belief",
            """{"consumer":"c1","day":"yesterday"}""");
        Assert.Equal(("day", "yesterday"), (problem.Field, problem.Value));
        Assert.Contains("yyyy-MM-dd", problem.Expected);
    }

    [Fact]
    public async Task A_missing_field_is_named()
    {
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/counterfactual",
            """{"consumer":"c1"}""");
        Assert.Equal("treatments", problem.Field);
    }

    [Fact]
    public async Task An_unknown_field_is_named()
    {
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/belief",
            """{"consumer":"c1","dya":"2025-01-01"}""");
        Assert.Equal(("dya", "a known field"), (problem.Field, problem.Expected));
    }

    [Fact]
    public async Task Malformed_json_names_the_place()
    {
        var problem = await silo.Refused(HttpStatusCode.BadRequest, "v1/belief", "{\"consumer\":\"c1\"");
        Assert.Equal("malformed", problem.Code);
    }

    [Fact]
    public async Task An_empty_body_is_refused() =>
        Assert.Equal("body", (await silo.Refused(HttpStatusCode.BadRequest, "v1/belief", "")).Field);

    [Fact]
    public async Task An_unknown_action_in_a_treatment_is_refused()
    {
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/counterfactual",
            """{"consumer":"c1","treatments":[{"name":"sms","actions":{"sms":1}}]}""");
        Assert.Equal("sms", problem.Value);
    }

    [Theory]
    [InlineData("v1/belief", """{"consumer":"\ud800"}""")]
    [InlineData("v1/belief", """{"consumers":["c1","\ud800"]}""")]
    [InlineData("v1/belief", """{"consumers":["c1",null]}""")]
    [InlineData("v1/counterfactual", """{"consumer":"c1","treatments":[null]}""")]
    [InlineData("v1/decisions", "[null]")]
    [InlineData("v1/campaigns", """{"id":"nulls","budget":1,"treatments":[null],"values":[]}""")]
    [InlineData("v1/campaigns", """{"id":"nulls","budget":1,"treatments":[],"values":[null]}""")]
    [InlineData("v1/campaigns", """{"id":"nulls","budget":1,"treatments":[],"values":[],"audience":[null]}""")]
    public Task Nothing_in_a_list_and_text_that_is_no_unicode_are_refused(string path, string body) =>
        silo.Refused(HttpStatusCode.UnprocessableEntity, path, body);

    [Theory]
    [InlineData("campaign", """{"requestId":"r","campaign":null,"consumer":"c1"}""")]
    [InlineData("requests", """{"requests":null}""")]
    [InlineData("requests[0].consumer", """{"requests":[{"requestId":"r","campaign":"c","consumer":null}]}""")]
    public async Task A_null_is_named_by_the_field_as_it_was_sent(string field, string body) =>
        Assert.Equal(field, (await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/decisions", body)).Field);

    [Fact]
    public async Task An_object_in_place_of_a_list_is_shown_as_it_was_sent() =>
        Assert.Equal("{", (await silo.Refused(
            HttpStatusCode.UnprocessableEntity, "v1/consumers", """{"consumer":"c1"}""")).Value);

    [Theory]
    [InlineData("Origin", "http://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Host", "elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost:3000", HttpStatusCode.NotFound)]
    [InlineData("Host", "localhost", HttpStatusCode.NotFound)]
    public async Task A_page_of_another_site_can_order_nothing(string header, string value, HttpStatusCode status)
    {
        // Without a body a browser asks nobody before it sends this.
        using var order = new HttpRequestMessage(HttpMethod.Post, "v1/pools/nobodys/stop");
        Assert.True(order.Headers.TryAddWithoutValidation(header, value));
        using var answer = await silo.Http.SendAsync(order);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_described_consumer_beside_a_known_one_is_refused() =>
        Assert.Equal("described", (await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/counterfactual",
            $$"""{"consumer":"c1","described":{"store":"1"},"treatments":{{Push}}}""")).Field);

    [Fact]
    public async Task A_described_consumer_of_an_unknown_category_is_refused() =>
        Assert.Equal("99", (await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/counterfactual",
            $$"""{"described":{"store":"99","loyalty":1,"age":30,"income":400},"treatments":{{Push}}}""")).Value);

    [Fact]
    public async Task An_unknown_path_is_not_found() =>
        Assert.Equal("unknown-path", (await silo.Refused(HttpStatusCode.NotFound, "v1/nothing", "{}")).Code);
}
