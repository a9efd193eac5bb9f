//! What a caller is told where a request is not answered: `application/problem+json` (RFC 9457). One table makes status, words and the
//! OpenAPI document.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::report::Lang;

/// A kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stable word.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    zh: &'static str,
    en: &'static str,
}

macro_rules! problems {
    ($($name:ident $status:literal $code:literal $zh:literal $en:literal)*) => {
        $(
            #[doc = $en]
            pub const $name: &Kind = &Kind { code: $code, status: $status, zh: $zh, en: $en };
        )*
        /// Every kind.
        pub const ALL: &[&Kind] = &[$($name),*];
    };
}

problems! {
    NOT_FOUND 404 "not-found" "没有这样的地址" "there is no such path"
    NO_CASE 404 "no-such-case" "没有这个案件，或它不是由该令牌提交的" "there is no such case, or another token handed it in"
    METHOD 405 "method-not-allowed" "该地址不接受这种请求方法" "this path is not asked by this method"
    WRONG_HOST 421 "wrong-host" "请求头 Host 不是本服务的名称" "the Host header is no name of this server"
    FOREIGN_ORIGIN 403 "foreign-origin" "请求来自其他网站的页面" "the request comes from a page of another site"
    TOKEN_MISSING 401 "token-missing" "缺少令牌：请带请求头 Authorization: Bearer" "a token is missing: send Authorization: Bearer"
    TOKEN_WRONG 401 "token-wrong" "令牌无效" "the token is not known"
    SCOPE_MISSING 403 "scope-missing" "该令牌没有此项权限" "the token lacks the scope that this asks for"
    NOT_MULTIPART 415 "not-multipart" "请求体须为 multipart/form-data" "the body must be multipart/form-data"
    BROKEN_BODY 400 "broken-body" "请求体不完整或不是 multipart/form-data" "the body is cut off or no multipart/form-data"
    TOO_LARGE 413 "too-large" "超出大小限制" "it is larger than is taken"
    TOO_MANY_FILES 413 "too-many-files" "文件数超出限制" "these are more files than are taken"
    FIELD_MISSING 422 "field-missing" "缺少必填的部分" "a part is missing"
    FIELD_REPEATED 422 "field-repeated" "同一部分出现了两次" "a part comes twice"
    FIELD_UNKNOWN 422 "field-unknown" "不认识的部分" "a part that is not known here"
    FIELD_WRONG 422 "field-wrong" "该部分的值无效" "the value of a part cannot be used"
    KIND_UNKNOWN 422 "kind-unknown" "没有这种材料类型" "there is no such kind of document"
    NAME_REFUSED 422 "file-name-refused" "文件名不能使用：须为相对路径，不含 ..、\\ 和控制字符" "the file name cannot be used: give a relative path without .., \\ and control characters"
    NAME_REPEATED 409 "file-name-repeated" "两个文件同名" "two files have the same name"
    CALLBACK_REFUSED 403 "callback-refused" "本服务不向该地址回调" "this server calls no such address back"
    PARAMETER_WRONG 400 "parameter-wrong" "查询参数无效" "a parameter of the query cannot be used"
    HEADER_WRONG 400 "header-wrong" "请求头的值无效" "the value of a header cannot be used"
    KEY_REUSED 409 "idempotency-key-reused" "该 Idempotency-Key 已用于另一份内容" "this Idempotency-Key was used for another body"
    KEY_IN_USE 409 "idempotency-key-in-use" "同一 Idempotency-Key 的请求正在接收" "a request with this Idempotency-Key is being received"
    TOO_SLOW 408 "body-too-slow" "请求体发送过慢" "the body came too slowly"
    RATE 429 "too-many-requests" "请求过于频繁，请稍后再试" "these are too many requests; try later"
    UPLOADS 429 "too-many-uploads" "同时上传的请求过多，请稍后再试" "too many uploads at once; try later"
    QUEUE_FULL 429 "queue-full" "等待审核的案件已满，请稍后再试" "as many cases wait as may; try later"
    STOPPING 503 "stopping" "服务正在停止" "the server is stopping"
    NO_ROOM 507 "no-room" "服务的磁盘空间不足" "the server has no room on its disk"
    FAILED 500 "failed" "服务处理该请求时出错" "the server failed on this request"
}

/// A problem of one request.
#[derive(Debug)]
pub struct Problem {
    kind: &'static Kind,
    /// What in particular: a name of ours, a bound, a sentence. Nothing of what was handed in but names of parts.
    detail: Option<String>,
    /// Seconds after which to try again.
    again: Option<u64>,
}

impl From<&'static Kind> for Problem {
    fn from(kind: &'static Kind) -> Self {
        Self {
            kind,
            detail: None,
            again: None,
        }
    }
}

impl Kind {
    /// The kind, of this in particular.
    pub fn of(&'static self, detail: impl Into<String>) -> Problem {
        Problem {
            detail: Some(detail.into()),
            ..self.into()
        }
    }
    /// The kind, over after so many seconds.
    pub fn again_after(&'static self, seconds: u64) -> Problem {
        Problem {
            again: Some(seconds.max(1)),
            ..self.into()
        }
    }
    /// The words.
    pub const fn title(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

impl Problem {
    /// Which.
    pub const fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The answer.
    pub fn answer(&self, lang: Lang) -> Response {
        let mut body = json!({
            "type": format!("urn:chushen:problem:{}", self.kind.code),
            "title": self.kind.title(lang),
            "status": self.kind.status,
            "code": self.kind.code,
        });
        if let (Some(detail), Some(body)) = (&self.detail, body.as_object_mut()) {
            body.insert("detail".to_owned(), detail.as_str().into());
        }
        let status = StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let media = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, media, body.to_string()).into_response();
        if let Some(seconds) = self.again {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_statuses_known() {
        let mut codes: Vec<&str> = ALL.iter().map(|k| k.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
        for kind in ALL {
            let status = StatusCode::from_u16(kind.status).unwrap();
            assert!(status.is_client_error() || status.is_server_error(), "{}", kind.code);
            let answer = Problem::from(*kind).answer(Lang::Zh);
            assert_eq!(answer.status(), status);
        }
    }
}
