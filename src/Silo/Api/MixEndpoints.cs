using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using WorldModel.Client.Wire;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Silo.Mixes;

namespace WorldModel.Silo.Api;

/// <summary>Media mixes: a fitted one comes in, is asked what channels bring, and gives pools their budgets.</summary>
internal sealed class MixEndpoints(ApiContext context)
{
    private const long MostFileBytes = 64L << 20;
    private const int MostMultiples = 50;
    private const double MostMultiple = 10;
    private static readonly double[] Multiples = [0, .1, .25, .5, .75, 1, 1.25, 1.5, 2];

    /// <summary>What was said of mixes before: a list need not read all files. Touched at the desk only.</summary>
    private readonly Dictionary<string, MixInfo> _known = [];

    public void Map(Routes routes)
    {
        routes.Get<MixList>("/v1/mixes", List, "All media mixes.");
        routes.Get<MixInfo>("/v1/mixes/{mix}", Show, "A media mix: what it was fitted on, and whether to trust it.");
        routes.Put<Stream, MixInfo>("/v1/mixes/{mix}", Put,
            "Takes a mix that mmm fit wrote, checks that it reproduces itself, and gives it a name.", MediaTypes.Json);
        routes.Delete<MixRemoved>("/v1/mixes/{mix}", Remove, "Removes a media mix; pools keep their budgets.");
        routes.PostOptional<MixQuestion, MixReportInfo>("/v1/mixes/{mix}/report", Report,
            "What each channel brought in the last weeks, with intervals.");
        routes.PostOptional<MixCurvesQuestion, MixCurvesInfo>("/v1/mixes/{mix}/curves", Curves,
            "Outcome and return by multiples of each channel's spend in the last weeks.");
        routes.PostOptional<MixPlanQuestion, MixPlanInfo>("/v1/mixes/{mix}/optimise", Optimise,
            "Splits the money of the last weeks over channels for the largest expected outcome.");
        new MixPoolEndpoint(context, this).Map(routes);
    }

    /// <summary>The plan that a question is answered with; none where the mix is refused.</summary>
    /// <param name="http">Names the mix.</param>
    /// <param name="question">Checked here.</param>
    /// <param name="place">Where the question stands in the body.</param>
    public Task<MixPlanInfo> Plan(HttpContext http, MixPlanQuestion question, string place = "")
    {
        CheckWeeks(question.Weeks, place);
        return Ask(http, mix =>
        {
            var window = mix.Window(question.Weeks);
            var table = mix.Fit.Mix.Fitted;
            var bounds = mix.Trust.Hold(table, window, MixBounds.Of(table, window, question, place));
            var plan = mix.Trust.IsRefused ? null : mix.Plan(window, bounds, http.RequestAborted);
            return MixMapping.Wire(mix, window, plan);
        });
    }

    private async Task List(HttpContext http)
    {
        var mixes = await Work(folder => Array.ConvertAll(
            folder.Names(), name => _known.TryGetValue(name, out var known)
                ? known
                : _known[name] = MixMapping.Wire(folder.Find(name, http.RequestAborted)!)), http);
        await Reply.Json(http, new MixList(mixes), WireJson.Default.MixList);
    }

    private async Task Show(HttpContext http) =>
        await Reply.Json(http, await Ask(http, MixMapping.Wire), WireJson.Default.MixInfo);

    private async Task Put(HttpContext http)
    {
        var name = Name(http);
        CampaignEndpoints.CheckId(name, "mix");
        MediaTypes.Require(http, MediaTypes.Json);
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MostFileBytes;
        var body = await JsonBody.Buffer(http, MostFileBytes);
        var info = await Work(folder => _known[name] = MixMapping.Wire(
            folder.Put(name, body.Span, http.RequestAborted)), http);
        await Reply.Json(http, info, WireJson.Default.MixInfo);
    }

    private async Task Remove(HttpContext http)
    {
        var existed = await Work(folder =>
        {
            _known.Remove(Name(http));
            return folder.Remove(Name(http));
        }, http);
        await Reply.Json(http, new MixRemoved(existed), WireJson.Default.MixRemoved);
    }

    private async Task Report(HttpContext http)
    {
        var question = await JsonBody.ReadOptional(http, StrictJson.Type<MixQuestion>()) ?? new MixQuestion();
        CheckWeeks(question.Weeks);
        var report = await Ask(http, mix => MixMapping.Wire(mix, Answers(mix, question.Weeks, http)));
        await Reply.Json(http, report, WireJson.Default.MixReportInfo);
    }

    private async Task Curves(HttpContext http)
    {
        var question = await JsonBody.ReadOptional(http, StrictJson.Type<MixCurvesQuestion>())
            ?? new MixCurvesQuestion();
        CheckWeeks(question.Weeks);
        var multiples = question.Multiples ?? Multiples;
        CheckMultiples(multiples);
        var curves = await Ask(http, mix =>
        {
            var answers = Answers(mix, question.Weeks, http);
            return MixMapping.Wire(mix, answers.Window, Enumerable.Range(0, mix.Fit.Mix.Fitted.Channels.Length)
                .Select(channel => answers.Curve(channel, multiples)));
        });
        await Reply.Json(http, curves, WireJson.Default.MixCurvesInfo);
    }

    private async Task Optimise(HttpContext http)
    {
        var question = await JsonBody.ReadOptional(http, StrictJson.Type<MixPlanQuestion>()) ?? new MixPlanQuestion();
        await Reply.Json(http, await Plan(http, question), WireJson.Default.MixPlanInfo);
    }

    private static MixAnswers Answers(HostedMix mix, int weeks, HttpContext http) =>
        new(mix.Fit.Mix, mix.Window(weeks), http.RequestAborted, HostedMix.Threads);

    /// <summary>Asks the mix that the path names.</summary>
    private Task<T> Ask<T>(HttpContext http, Func<HostedMix, T> ask) => Work(
        folder => ask(folder.Find(Name(http), http.RequestAborted) ?? throw new ApiException(
            StatusCodes.Status404NotFound, "unknown-mix", "mix", Name(http), "a mix that was uploaded")), http);

    private Task<T> Work<T>(Func<MixFolder, T> work, HttpContext http) => context.Mixes is { } desk
        ? desk.Ask(work, http.RequestAborted)
        : throw new ApiException(
            StatusCodes.Status501NotImplemented, "no-mixes", null, null, "a server that is no member of a cluster");

    private static string Name(HttpContext http) => (string)http.Request.RouteValues["mix"]!;

    private static void CheckWeeks(int weeks, string place = "")
    {
        if (weeks < 0)
        {
            throw ApiException.Invalid(
                place + "weeks", weeks.ToString(CultureInfo.InvariantCulture), "a number of weeks, or 0 for all");
        }
    }

    private static void CheckMultiples(double[] multiples)
    {
        if (multiples.Length is < 1 or > MostMultiples)
        {
            throw ApiException.Invalid(
                "multiples", multiples.Length.ToString(CultureInfo.InvariantCulture), $"1 to {MostMultiples} numbers");
        }

        for (var i = 0; i < multiples.Length; i++)
        {
            if (multiples[i] is not (>= 0 and <= MostMultiple))
            {
                throw ApiException.Invalid(
                    $"multiples[{i}]", multiples[i].ToString("R", CultureInfo.InvariantCulture),
                    $"a number from 0 to {MostMultiple}");
            }
        }
    }
}
