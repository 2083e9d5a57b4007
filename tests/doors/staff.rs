use tocsin::web::{Door, Transport};

use crate::house::{House, listener};
use crate::http;
use crate::server::some_limits;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_staff_have_a_door_of_their_own_their_pages_are_on_no_other() {
    let doors = vec![Door::plain(listener().await), Door::staff(listener().await)];
    let house = House::open(doors, some_limits(true), Transport::default()).await;
    let (public, staff) = (house.at[0], house.at[1]);
    let missing = http::get(public, "/nothing-here", &[]).await;
    for path in ["/desk", "/desk/cases/1", "/admin", "/en/desk", "/zh-Hans/admin", "/EN/desk/cases/1"] {
        assert_eq!(http::get(staff, path, &[]).await.status, 200, "{path}");
        let answer = http::get(public, path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        if !path.contains("zh") {
            assert!(
                answer.body.len() == missing.body.len() && answer.headers == missing.headers,
                "{path} looks like a page that never was"
            );
        }
    }
    assert_eq!(http::request(public, "POST", "/desk/cases/1", &[], b"x").await.status, 404);
    let absolute = http::raw(public, b"GET http://localhost/desk HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    assert_eq!(absolute.status, 404);
    for path in ["/", "/report", "/en/report", "/robots.txt", "/who", "/nothing-here"] {
        assert_eq!(http::get(staff, path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(http::request(staff, "POST", "/report", &[], b"x").await.status, 404);
    assert_eq!((http::get(public, "/healthz", &[]).await.status, http::get(staff, "/healthz", &[]).await.status), (200, 200));
    assert_eq!(http::get(public, "/report", &[]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_door_of_their_own_staff_use_everybodys() {
    let house = House::open(vec![Door::plain(listener().await)], some_limits(true), Transport::default()).await;
    for path in ["/desk", "/admin", "/en/desk", "/report"] {
        assert_eq!(http::get(house.at[0], path, &[]).await.status, 200, "{path}");
    }
}
